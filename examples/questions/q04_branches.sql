-- How do branches rank by transaction volume and by revenue (tariffs and overdraft interest), and which have little activity?
WITH activity AS (
    SELECT b.branch_id, b.branch_name, b.city, b.state, count(DISTINCT a.account_id) AS accounts,
        count(t.transaction_id) AS transactions, coalesce(sum(t.amount), 0) AS volume,
        coalesce(sum(t.amount) FILTER (
            WHERE t.direction = 'Debit' AND (t.description LIKE 'Tarifa%' OR t.description = 'Juros do cheque especial')
        ), 0) AS revenue
    FROM branches b LEFT JOIN accounts a USING (branch_id) LEFT JOIN transactions t USING (account_id)
    GROUP BY ALL
), ranked AS (
    SELECT *, rank() OVER (ORDER BY volume DESC) AS by_volume, rank() OVER (ORDER BY revenue DESC) AS by_revenue,
        rank() OVER (ORDER BY transactions) AS by_rest, transactions < 0.5 * avg(transactions) OVER () AS little_activity
    FROM activity
)
SELECT by_volume, by_revenue, branch_name, city, state, accounts, transactions, volume, revenue, little_activity
FROM ranked WHERE by_volume <= 5 OR by_rest <= 5 ORDER BY by_volume;
