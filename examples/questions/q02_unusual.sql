-- Which high-value payments were made outside the usual place or at odd hours, and who of those customers had more than
-- three failed logins within five minutes?
WITH outgoing AS (
    SELECT a.customer_id, t.amount, t.city, hour(t.transaction_date) AS hour, t.channel
    FROM transactions t JOIN accounts a USING (account_id)
    WHERE t.direction = 'Debit' AND t.channel <> 'System' AND t.category NOT IN ('Own Transfer', 'Investment', 'Card Bill')
), usual AS (
    SELECT customer_id, mode(city) AS city, median(amount) AS amount FROM outgoing GROUP BY customer_id
), high AS (  -- five times what the customer usually pays, and at least R$ 500
    SELECT o.customer_id, o.amount, o.city <> u.city AS away, o.hour < 5 AS odd_hour
    FROM outgoing o JOIN usual u USING (customer_id)
    WHERE o.amount >= 500 AND o.amount >= 5 * u.amount
), attacked AS (  -- the fourth failed login from any on is less than five minutes later
    SELECT DISTINCT customer_id FROM (
        SELECT customer_id, "timestamp",
            lead("timestamp", 3) OVER (PARTITION BY customer_id ORDER BY "timestamp") AS fourth
        FROM digital_activity WHERE activity_type = 'login_failed')
    WHERE fourth <= "timestamp" + INTERVAL 5 MINUTE
)
SELECT
    CASE WHEN away AND odd_hour THEN 'away and at odd hours' WHEN away THEN 'away' WHEN odd_hour THEN 'at odd hours'
         ELSE 'usual place and hour' END AS where_and_when,
    count(*) AS payments,
    round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS percent,
    count(DISTINCT customer_id) AS customers,
    round(median(amount), 2) AS median_amount,
    count(DISTINCT customer_id) FILTER (WHERE customer_id IN (SELECT customer_id FROM attacked)) AS with_failed_logins,
    (SELECT count(*) FROM attacked) AS customers_with_failed_logins
FROM high GROUP BY where_and_when ORDER BY payments;
