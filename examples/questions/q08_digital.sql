-- Who has not logged in for six months, when are the peak hours, and does digital use go with transactions?
WITH present AS (
    SELECT max(transaction_date) AS now FROM transactions
), login AS (
    SELECT customer_id, max("timestamp") AS last, count(*) AS logins FROM digital_activity
    WHERE activity_type = 'Login' GROUP BY customer_id
), payments AS (
    SELECT a.customer_id, count(*) AS transactions FROM transactions t JOIN accounts a USING (account_id)
    WHERE t.category <> 'Interest' GROUP BY a.customer_id
), people AS (
    SELECT c.customer_id, coalesce(p.transactions, 0) AS transactions, coalesce(l.logins, 0) AS logins,
        date_diff('year', c.birth_date, CAST(now AS DATE)) AS age,
        CASE WHEN l.last IS NULL OR l.last < now - INTERVAL 6 MONTH THEN '1 no login in six months'
             WHEN l.logins < 12 THEN '2 less than once a month' WHEN l.logins < 52 THEN '3 less than once a week'
             ELSE '4 every week' END AS digital_use
    FROM customers c CROSS JOIN present LEFT JOIN login l USING (customer_id) LEFT JOIN payments p USING (customer_id)
    WHERE c.created_at < now - INTERVAL 6 MONTH
), hours AS (
    SELECT string_agg(hour || ' h', ', ' ORDER BY events DESC) AS busiest FROM (
        SELECT hour("timestamp") AS hour, count(*) AS events FROM digital_activity
        GROUP BY hour ORDER BY events DESC LIMIT 3)
)
SELECT digital_use, count(*) AS customers, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent,
    round(median(age), 0) AS median_age, median(transactions) AS median_transactions,
    (SELECT busiest FROM hours) AS peak_hours
FROM people GROUP BY digital_use ORDER BY digital_use;
