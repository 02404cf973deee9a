-- The month's course: average money in and out of Checking and Business accounts on each day of the month, without own transfers.
SELECT day(transaction_date) AS day,
    coalesce(sum(amount) FILTER (direction = 'Credit'), 0) / count(DISTINCT transaction_date::DATE) AS paid_in,
    coalesce(sum(amount) FILTER (direction = 'Debit'), 0) / count(DISTINCT transaction_date::DATE) AS paid_out
FROM moves JOIN customers USING (customer_id)
WHERE customer_type = 'Individual' AND account_type = 'Checking' AND category NOT IN ('Own Transfer', 'Loan', 'Investment', 'Housing', 'Vehicle')
GROUP BY ALL ORDER BY ALL
