-- Postings above 10,000 BRL by month and type.
SELECT strftime(transaction_date, '%Y-%m') AS month, transaction_type, count(*) AS postings, sum(amount) AS reais
FROM transactions WHERE amount > 10000 GROUP BY ALL ORDER BY ALL
