-- What people spend from their accounts on, by category.
SELECT category, sum(amount) AS reais, count(*) AS postings
FROM moves JOIN customers USING (customer_id)
WHERE customer_type = 'Individual' AND transaction_type = 'Payment' AND direction = 'Debit'
    AND category NOT IN ('Card Bill', 'Loan', 'Investment', 'Housing', 'Vehicle', 'Fee', 'Interest')
GROUP BY ALL ORDER BY reais DESC
