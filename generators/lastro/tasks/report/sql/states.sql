-- Customers by state.
SELECT state, count(*) FROM customers GROUP BY ALL ORDER BY 2 DESC, 1
