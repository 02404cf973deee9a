-- High-value debits (above 5,000 BRL) outside the customer's state or between 0 and 5 o'clock; runs of failed logins.
WITH
    high AS (
        SELECT m.state IS NOT NULL AND m.state <> c.state AS away, hour(m.transaction_date) < 5 AS odd, m.customer_id
        FROM moves m JOIN customers c USING (customer_id)
        WHERE m.amount > 5000 AND m.direction = 'Debit' AND m.channel <> 'System'),
    failed AS (
        SELECT customer_id, timestamp, lag(timestamp, 3) OVER (PARTITION BY customer_id ORDER BY timestamp) AS third_before
        FROM digital_activity WHERE activity_type = 'login_failed')
SELECT
    (SELECT count(*) FROM high),
    (SELECT count(*) FROM high WHERE away),
    (SELECT count(*) FROM high WHERE odd),
    (SELECT count(*) FROM high WHERE away AND odd),
    (SELECT count(DISTINCT customer_id) FROM failed WHERE timestamp - third_before <= INTERVAL 5 MINUTE),
    (SELECT count(DISTINCT customer_id) FROM digital_activity)
