-- When people act: postings by weekday (0 is Monday) and hour, without those that the system makes.
SELECT isodow(transaction_date) - 1 AS weekday, hour(transaction_date) AS hour, count(*) AS postings
FROM transactions WHERE channel <> 'System' GROUP BY ALL ORDER BY ALL
