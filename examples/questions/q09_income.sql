-- What do tariffs and overdraft interest bring in each month, and what is the trend?
WITH monthly AS (
    SELECT CAST(date_trunc('month', transaction_date) AS DATE) AS month,
        sum(amount) FILTER (WHERE category = 'Fee') AS fees,
        sum(amount) FILTER (WHERE category = 'Interest') AS overdraft_interest,
        count(DISTINCT account_id) AS paying_accounts
    FROM transactions
    WHERE direction = 'Debit' AND category IN ('Fee', 'Interest')
        AND (description LIKE 'Tarifa%' OR description = 'Juros do cheque especial')  -- no charges on late instalments
    GROUP BY ALL
)
SELECT month, fees, overdraft_interest, fees + overdraft_interest AS income, paying_accounts,
    round(100.0 * (fees / lag(fees) OVER (ORDER BY month) - 1), 1) AS fees_growth_percent,
    round(regr_slope(fees + overdraft_interest, date_diff('month', DATE '2000-01-01', month)) OVER (), 2) AS trend_a_month
FROM monthly ORDER BY month;
