-- Active investments by type: value, papers, and those that nobody has touched for a year.
SELECT investment_type, sum(current_value) AS reais, count(*) AS papers,
    count(*) FILTER (last_activity_date < as_of - INTERVAL 1 YEAR) AS dormant,
    (SELECT count(*) FROM (
        SELECT customer_id FROM investments, bank WHERE status = 'Active'
        GROUP BY customer_id HAVING max(last_activity_date) < any_value(as_of) - INTERVAL 1 YEAR)) AS dormant_customers
FROM investments CROSS JOIN bank WHERE status = 'Active' GROUP BY ALL ORDER BY reais DESC
