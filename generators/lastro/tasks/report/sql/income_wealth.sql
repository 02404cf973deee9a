-- Median of what people own here by income, in minimum-wage-like bands.
SELECT CASE WHEN income < 2000 THEN 0 WHEN income < 4000 THEN 1 WHEN income < 8000 THEN 2 WHEN income < 16000 THEN 3 ELSE 4 END AS band,
    count(*) AS people, median(balance) AS balance, avg(invested) AS invested, avg((papers > 0)::INT) AS investors
FROM sheets WHERE customer_type = 'Individual' AND open AND income > 0 GROUP BY ALL ORDER BY ALL
