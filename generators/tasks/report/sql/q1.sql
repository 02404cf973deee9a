-- Customers in four tiers by total balance, and who saves regularly: money put aside in at least half of the months.
WITH
    months AS (SELECT greatest(datediff('month', start, as_of) + 1, 1) AS number FROM bank),
    putting AS (
        SELECT customer_id, count(DISTINCT date_trunc('month', transaction_date)) AS months
        FROM moves
        WHERE (account_type = 'Savings' AND direction = 'Credit' AND category = 'Own Transfer')
           OR (category = 'Investment' AND direction = 'Debit')
        GROUP BY ALL)
SELECT CASE WHEN balance < 5000 THEN 0 WHEN balance < 20000 THEN 1 WHEN balance < 50000 THEN 2 ELSE 3 END AS tier,
    count(*) AS customers, count(*) FILTER (2 * putting.months >= months.number) AS savers
FROM sheets CROSS JOIN months LEFT JOIN putting USING (customer_id)
WHERE open GROUP BY ALL ORDER BY ALL
