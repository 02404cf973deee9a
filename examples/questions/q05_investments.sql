-- What is the value of active investments by type, and which customers have only dormant ones (untouched for a year)?
WITH holder AS (
    SELECT *, max(last_activity_date) OVER (PARTITION BY customer_id)
        < (SELECT CAST(max(transaction_date) AS DATE) - INTERVAL 12 MONTH FROM transactions) AS dormant
    FROM investments WHERE status = 'Active'
)
SELECT investment_type, count(*) AS investments, count(DISTINCT customer_id) AS customers,
    round(sum(current_value), 2) AS current_value, round(median(current_value), 2) AS median_value,
    round(100.0 * sum(current_value) / sum(sum(current_value)) OVER (), 1) AS percent_of_value,
    count(DISTINCT customer_id) FILTER (WHERE dormant) AS dormant_customers
FROM holder GROUP BY investment_type ORDER BY current_value DESC;
