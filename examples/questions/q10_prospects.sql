-- Who uses cards much and has no loan, and who earns much and has no investment?
WITH cards AS (
    SELECT customer_id, sum(current_balance) / sum(credit_limit) AS share FROM credit_cards
    WHERE status = 'Active' GROUP BY customer_id
), people AS (
    SELECT c.customer_id, c.monthly_income, date_diff('year', c.birth_date, DATE '2026-10-31') AS age, k.share,
        c.monthly_income >= quantile_cont(c.monthly_income, 0.9) OVER () AS high_income,
        EXISTS (SELECT 1 FROM loans l WHERE l.customer_id = c.customer_id AND l.loan_status <> 'Paid Off') AS has_loan,
        EXISTS (SELECT 1 FROM investments i WHERE i.customer_id = c.customer_id AND i.status = 'Active') AS has_investment
    FROM customers c LEFT JOIN cards k USING (customer_id) WHERE c.customer_type = 'Individual'
)
SELECT 'card use of 60 % and more' AS who, 'a loan' AS product, count(*) AS customers,
    count(*) FILTER (WHERE NOT has_loan) AS without_it,
    round(100.0 * count(*) FILTER (WHERE NOT has_loan) / count(*), 1) AS percent_without_it,
    (SELECT round(100.0 * avg(CAST(NOT has_loan AS INTEGER)), 1) FROM people WHERE share < 0.6) AS percent_of_others,
    round(median(monthly_income) FILTER (WHERE NOT has_loan), 2) AS their_median_income
FROM people WHERE share >= 0.6
UNION ALL
SELECT 'income of the highest tenth', 'an investment', count(*),
    count(*) FILTER (WHERE NOT has_investment),
    round(100.0 * count(*) FILTER (WHERE NOT has_investment) / count(*), 1),
    (SELECT round(100.0 * avg(CAST(NOT has_investment AS INTEGER)), 1) FROM people WHERE NOT high_income),
    round(median(monthly_income) FILTER (WHERE NOT has_investment), 2)
FROM people WHERE high_income;
