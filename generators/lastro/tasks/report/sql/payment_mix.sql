-- How money moves: postings and reais by payment method.
SELECT payment_method, count(*) AS postings, sum(amount) AS reais
FROM transactions GROUP BY ALL ORDER BY postings DESC
