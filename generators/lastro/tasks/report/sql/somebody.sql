-- Somebody whose year shows what a year is made of: a salary every month, bills, card bills, and not too much else.
SELECT customer_id
FROM moves JOIN customers USING (customer_id)
WHERE customer_type = 'Individual'
GROUP BY customer_id
ORDER BY
    least(12, count(DISTINCT month(transaction_date)) FILTER (category IN ('Salary', 'Pension'))) DESC,
    least(11, count(DISTINCT month(transaction_date)) FILTER (category = 'Card Bill')) DESC,
    least(11, count(DISTINCT month(transaction_date)) FILTER (category IN ('Rent', 'Utilities'))) DESC,
    coalesce(avg(amount) FILTER (category = 'Card Bill') BETWEEN 0.15 * any_value(monthly_income) AND 0.6 * any_value(monthly_income), false) DESC,
    count(*) FILTER (description LIKE 'Cobertura de saldo%'),
    abs(count(*) - 300), customer_id
LIMIT 1
