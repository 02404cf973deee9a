-- Which customers belong to which of four tiers by their total balance, and who of them saves regularly?
WITH total AS (
    SELECT customer_id, sum(balance) AS balance FROM accounts WHERE status <> 'Closed' GROUP BY customer_id
), saving AS (  -- months of the history in which the customer moved money into an own savings account
    SELECT a.customer_id, count(DISTINCT date_trunc('month', t.transaction_date)) AS months
    FROM transactions t JOIN accounts a USING (account_id)
    WHERE a.account_type = 'Savings' AND t.direction = 'Credit' AND t.category = 'Own Transfer'
    GROUP BY a.customer_id
)
SELECT
    CASE WHEN balance >= 50000 THEN '1 from 50,000' WHEN balance >= 20000 THEN '2 from 20,000'
         WHEN balance >= 5000 THEN '3 from 5,000' ELSE '4 below 5,000' END AS tier,
    count(*) AS customers,
    round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent_of_customers,
    round(100.0 * sum(balance) / sum(sum(balance)) OVER (), 1) AS percent_of_money,
    count(*) FILTER (WHERE months >= 4) AS save_regularly,
    round(100.0 * count(*) FILTER (WHERE months >= 4) / count(*), 1) AS percent_saving
FROM total LEFT JOIN saving USING (customer_id)
GROUP BY tier ORDER BY tier;
