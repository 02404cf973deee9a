-- How much happens in a customer's month: customers by their average postings a month in the history, of those who have been here all along.
WITH
    months AS (SELECT datediff('month', start, as_of) + 1 AS number FROM bank),
    counted AS (
        SELECT customer_id, count(m.transaction_id) / any_value(months.number) AS monthly
        FROM sheets JOIN customers c USING (customer_id) CROSS JOIN bank CROSS JOIN months LEFT JOIN moves m USING (customer_id)
        WHERE open AND c.created_at < bank.start GROUP BY ALL)
SELECT CASE WHEN monthly < 1 THEN 0 WHEN monthly < 3 THEN 1 WHEN monthly < 6 THEN 2 WHEN monthly < 12 THEN 3 WHEN monthly < 24 THEN 4
        WHEN monthly < 48 THEN 5 ELSE 6 END AS band,
    count(*), (SELECT median(monthly) FROM counted), (SELECT avg(monthly) FROM counted)
FROM counted GROUP BY ALL ORDER BY ALL
