-- Customers by how long ago their last login was, with what they do on average in a year.
WITH
    seen AS (
        SELECT customer_id, max(timestamp) FILTER (activity_type = 'Login') AS last, count(*) AS events
        FROM digital_activity GROUP BY ALL),
    moved AS (SELECT customer_id, count(*) AS postings FROM moves GROUP BY ALL)
SELECT CASE WHEN last IS NULL THEN 4 WHEN last >= as_of - INTERVAL 7 DAY THEN 0 WHEN last >= as_of - INTERVAL 30 DAY THEN 1
        WHEN last >= as_of - INTERVAL 6 MONTH THEN 2 ELSE 3 END AS ago,
    count(*) AS customers, coalesce(avg(events), 0) AS events, coalesce(avg(postings), 0) AS postings
FROM sheets CROSS JOIN bank LEFT JOIN seen USING (customer_id) LEFT JOIN moved USING (customer_id)
WHERE open GROUP BY ALL ORDER BY ALL
