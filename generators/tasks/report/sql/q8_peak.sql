-- Logins by hour.
SELECT hour(timestamp) AS hour, count(*) FROM digital_activity WHERE activity_type = 'Login' GROUP BY ALL ORDER BY 2 DESC
