-- The ten questions, as views of the databases. One text for PostgreSQL, DuckDB and SQLite: month(x) is text such as
-- 2026-03, hour(x) a number, seconds(x) seconds since 1970; questions.py says what they are in each. Amounts are reais.
-- The last day of the history is that of the last transaction.

-- q01_customer_tiers: Customers in four tiers by total balance, and who saves regularly (in at least half of the months)
WITH balances AS (
    SELECT customer_id, SUM(balance) AS total_balance FROM accounts GROUP BY customer_id
),
saved AS (
    SELECT a.customer_id, COUNT(DISTINCT month(t.transaction_date)) AS months_saved
    FROM transactions t JOIN accounts a ON a.account_id = t.account_id
    WHERE (a.account_type = 'Savings' AND t.category = 'Own Transfer' AND t.direction = 'Credit')
       OR (t.category = 'Investment' AND t.direction = 'Debit')
    GROUP BY a.customer_id
),
history AS (
    SELECT COUNT(DISTINCT month(transaction_date)) AS months FROM transactions
)
SELECT b.customer_id, b.total_balance,
    CASE WHEN b.total_balance < 5000 THEN '1 below 5,000' WHEN b.total_balance < 20000 THEN '2 below 20,000'
         WHEN b.total_balance < 50000 THEN '3 below 50,000' ELSE '4 from 50,000' END AS tier,
    COALESCE(s.months_saved, 0) AS months_saved,
    COALESCE(2 * s.months_saved >= h.months, 1 = 0) AS saves_regularly
FROM balances b CROSS JOIN history h LEFT JOIN saved s ON s.customer_id = b.customer_id;

-- q02_unusual_transactions: Transactions of 3,000 reais and more in another state than the customer's, or before six
SELECT t.transaction_id, a.customer_id, t.amount, t.transaction_date, t.channel, t.city, t.state,
    CASE WHEN t.state <> c.state THEN 'another state' ELSE 'odd hour' END AS reason
FROM transactions t JOIN accounts a ON a.account_id = t.account_id JOIN customers c ON c.customer_id = a.customer_id
WHERE t.amount >= 3000 AND t.channel <> 'System' AND (t.state <> c.state OR hour(t.transaction_date) < 6);

-- q02_failed_logins: More than three failed logins within five minutes: the moment of the fourth
WITH failures AS (
    SELECT customer_id, timestamp AS failed_at,
        LAG(timestamp, 3) OVER (PARTITION BY customer_id ORDER BY timestamp) AS three_before
    FROM digital_activity WHERE activity_type = 'login_failed'
)
SELECT customer_id, three_before AS first_failed_at, failed_at
FROM failures WHERE seconds(failed_at) - seconds(three_before) <= 300;

-- q03_debt_to_income: Instalments and card bills over income, above 40 percent or not, with the delay of repayment
WITH owed AS (
    SELECT customer_id, SUM(installment_amount) AS instalments, MAX(days_past_due) AS days_past_due
    FROM loans WHERE loan_status <> 'Paid Off' GROUP BY customer_id
),
billed AS (
    SELECT customer_id, SUM(last_bill_amount) AS bills FROM credit_cards GROUP BY customer_id
)
SELECT c.customer_id, c.monthly_income, COALESCE(o.instalments, 0) AS instalments, COALESCE(b.bills, 0) AS bills,
    ROUND(100.0 * (COALESCE(o.instalments, 0) + COALESCE(b.bills, 0)) / c.monthly_income, 2) AS percent_of_income,
    COALESCE(o.instalments, 0) + COALESCE(b.bills, 0) > 0.4 * c.monthly_income AS above_40_percent,
    COALESCE(o.days_past_due, 0) AS days_past_due
FROM customers c LEFT JOIN owed o ON o.customer_id = c.customer_id LEFT JOIN billed b ON b.customer_id = c.customer_id
WHERE c.monthly_income > 0 AND (o.customer_id IS NOT NULL OR b.customer_id IS NOT NULL);

-- q04_branches: Branches ranked by volume, with revenue (fees and interest), and which have little activity
WITH moved AS (
    SELECT a.branch_id, COUNT(*) AS transactions, SUM(t.amount) AS volume,
        SUM(CASE WHEN t.category IN ('Fee', 'Interest') AND t.direction = 'Debit' THEN t.amount ELSE 0 END) AS revenue
    FROM transactions t JOIN accounts a ON a.account_id = t.account_id GROUP BY a.branch_id
),
counted AS (
    SELECT b.branch_id, b.branch_name, COALESCE(m.transactions, 0) AS transactions, COALESCE(m.volume, 0) AS volume,
        COALESCE(m.revenue, 0) AS revenue
    FROM branches b LEFT JOIN moved m ON m.branch_id = b.branch_id
)
SELECT branch_id, branch_name, transactions, volume, revenue,
    RANK() OVER (ORDER BY volume DESC) AS place_by_volume, RANK() OVER (ORDER BY revenue DESC) AS place_by_revenue,
    2 * transactions < AVG(transactions) OVER () AS little_activity
FROM counted;

-- q05_investments_by_type: Active investments and their value by type
SELECT investment_type, COUNT(*) AS investments, SUM(amount) AS invested, SUM(current_value) AS current_value
FROM investments WHERE status = 'Active' GROUP BY investment_type;

-- q05_dormant_investments: Customers with active investments that they have not touched for a year
SELECT i.customer_id, COUNT(*) AS investments, SUM(i.current_value) AS current_value,
    MAX(i.last_activity_date) AS last_activity_date
FROM investments i
WHERE i.status = 'Active'
  AND seconds(i.last_activity_date) < (SELECT MAX(seconds(transaction_date)) FROM transactions) - 365 * 86400
GROUP BY i.customer_id;

-- q06_card_use: How much of its limit each active card uses: little (below 30 percent), some, or near the limit (from 90)
SELECT card_id, customer_id, credit_limit, current_balance,
    ROUND(100.0 * (current_balance + upcoming_installments) / credit_limit, 2) AS percent_used,
    CASE WHEN current_balance + upcoming_installments < 0.3 * credit_limit THEN 'little'
         WHEN current_balance + upcoming_installments < 0.9 * credit_limit THEN 'some'
         ELSE 'near the limit' END AS use_of_limit
FROM credit_cards WHERE status = 'Active' AND credit_limit > 0;

-- q06_spending_by_category: What the payments of accounts, but for card bills, and the purchases by card were for
SELECT category, COUNT(*) AS payments, SUM(amount) AS spent
FROM (
    SELECT category, amount FROM transactions
    WHERE transaction_type = 'Payment' AND direction = 'Debit' AND category <> 'Card Bill'
    UNION ALL
    SELECT category, purchase_amount FROM card_transactions
    WHERE transaction_type IN ('Purchase', 'Instalment') AND installment_number = 1
) spent GROUP BY category;

-- q07_large_transactions: Transactions above 10,000 reais
SELECT t.transaction_id, a.customer_id, t.amount, t.transaction_date, t.direction, t.category, t.payment_method
FROM transactions t JOIN accounts a ON a.account_id = t.account_id WHERE t.amount > 10000;

-- q07_customers_without_kyc: Customers with an active account and no completed KYC
SELECT c.customer_id, c.name, c.created_at FROM customers c
WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.customer_id = c.customer_id AND a.status = 'Active')
  AND NOT EXISTS (SELECT 1 FROM compliance r WHERE r.customer_id = c.customer_id
                  AND r.compliance_type = 'KYC' AND r.status = 'Completed');

-- q08_customers_without_login: Customers with no login in the last six months
WITH history AS (
    SELECT MAX(seconds(transaction_date)) - 182 * 86400 AS half_a_year_ago FROM transactions
)
SELECT c.customer_id, c.customer_type, c.birth_date FROM customers c CROSS JOIN history h
WHERE NOT EXISTS (SELECT 1 FROM digital_activity d WHERE d.customer_id = c.customer_id
                  AND d.activity_type = 'Login' AND seconds(d.timestamp) >= h.half_a_year_ago);

-- q08_hours: Digital activity by hour of the day
SELECT hour(timestamp) AS hour_of_day, COUNT(*) AS events, COUNT(DISTINCT customer_id) AS customers
FROM digital_activity GROUP BY hour(timestamp);

-- q08_use_and_volume: Digital use against the volume of transactions, by customer
WITH used AS (
    SELECT customer_id, COUNT(*) AS logins FROM digital_activity WHERE activity_type = 'Login' GROUP BY customer_id
),
moved AS (
    SELECT a.customer_id, COUNT(*) AS transactions, SUM(t.amount) AS volume
    FROM transactions t JOIN accounts a ON a.account_id = t.account_id GROUP BY a.customer_id
)
SELECT c.customer_id, COALESCE(u.logins, 0) AS logins, COALESCE(m.transactions, 0) AS transactions,
    COALESCE(m.volume, 0) AS volume
FROM customers c LEFT JOIN used u ON u.customer_id = c.customer_id LEFT JOIN moved m ON m.customer_id = c.customer_id;

-- q09_fee_and_interest_income: Monthly income from fees and interest, and its change from the month before
WITH earned AS (
    SELECT month(transaction_date) AS month_of_income,
        SUM(CASE WHEN category = 'Fee' THEN amount ELSE 0 END) AS fees,
        SUM(CASE WHEN category = 'Interest' THEN amount ELSE 0 END) AS interest
    FROM transactions WHERE direction = 'Debit' AND category IN ('Fee', 'Interest') GROUP BY month(transaction_date)
)
SELECT month_of_income, fees, interest, fees + interest AS income,
    fees + interest - LAG(fees + interest) OVER (ORDER BY month_of_income) AS change_of_income
FROM earned;

-- q10_prospects: Customers who use most of their card's limit and have no loan, or earn well and have no investment
WITH used AS (
    SELECT customer_id, SUM(current_balance) AS used, SUM(credit_limit) AS available
    FROM credit_cards WHERE status = 'Active' GROUP BY customer_id
)
SELECT c.customer_id, c.monthly_income, 'loan' AS prospect
FROM customers c JOIN used u ON u.customer_id = c.customer_id
WHERE u.used > 0.7 * u.available
  AND NOT EXISTS (SELECT 1 FROM loans l WHERE l.customer_id = c.customer_id AND l.loan_status <> 'Paid Off')
UNION ALL
SELECT c.customer_id, c.monthly_income, 'investment' AS prospect FROM customers c
WHERE c.customer_type = 'Individual' AND c.monthly_income > 10000
  AND NOT EXISTS (SELECT 1 FROM investments i WHERE i.customer_id = c.customer_id AND i.status = 'Active');
