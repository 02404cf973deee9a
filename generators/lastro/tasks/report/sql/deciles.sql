-- What people own here (balances and investments), by tenths from the poorest to the richest.
WITH ranked AS (
    SELECT greatest(balance + invested, 0) AS owned, ntile(10) OVER (ORDER BY balance + invested, customer_id) AS tenth
    FROM sheets WHERE customer_type = 'Individual' AND open)
SELECT tenth, count(*), sum(owned) AS owned FROM ranked GROUP BY ALL ORDER BY ALL
