-- Debt to income (instalments and card bills over income) of people who owe anything, and how many of each band pay loans late.
SELECT least(floor(10 * (instalments + billed) / income), 8)::INT AS tenth,
    count(*) AS customers, count(*) FILTER (owed > 0) AS borrowers, count(*) FILTER (late > 0) AS late,
    count(*) FILTER (late >= 90) AS defaults
FROM sheets WHERE customer_type = 'Individual' AND income > 0 AND instalments + billed > 0
GROUP BY ALL ORDER BY ALL
