-- Who moves more than R$ 10,000 at a time, and which active customers have no completed KYC?
WITH active AS (
    SELECT DISTINCT c.customer_id, c.customer_type FROM customers c JOIN accounts a USING (customer_id) WHERE a.status = 'Active'
), identified AS (
    SELECT DISTINCT customer_id FROM compliance WHERE compliance_type = 'KYC' AND status = 'Completed'
), large AS (
    SELECT a.customer_id, count(*) AS transactions, sum(t.amount) AS amount
    FROM transactions t JOIN accounts a USING (account_id) WHERE t.amount > 10000 GROUP BY a.customer_id
)
SELECT customer_type, count(*) AS active_customers,
    sum(l.transactions) AS above_10000, round(sum(l.amount), 2) AS amount_above_10000,
    count(l.customer_id) AS customers_above_10000,
    count(*) FILTER (WHERE i.customer_id IS NULL) AS without_kyc,
    round(100.0 * count(*) FILTER (WHERE i.customer_id IS NULL) / count(*), 2) AS percent_without_kyc,
    count(l.customer_id) FILTER (WHERE i.customer_id IS NULL) AS without_kyc_above_10000
FROM active LEFT JOIN identified i USING (customer_id) LEFT JOIN large l USING (customer_id)
GROUP BY customer_type ORDER BY customer_type;
