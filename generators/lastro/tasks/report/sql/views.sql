-- What several queries need: postings with their customer, and a line for each customer.
CREATE VIEW moves AS
SELECT t.*, a.customer_id, a.account_type, a.branch_id
FROM transactions t JOIN accounts a USING (account_id);

CREATE TABLE sheets AS
WITH
    kept AS (
        SELECT customer_id, sum(balance) AS balance, bool_or(status <> 'Closed') AS open, bool_or(status = 'Active') AS active
        FROM accounts GROUP BY ALL),
    held AS (
        SELECT customer_id, sum(current_value) AS invested, count(*) AS papers
        FROM investments WHERE status = 'Active' GROUP BY ALL),
    carded AS (
        SELECT customer_id, sum(credit_limit) AS limits, sum(current_balance) AS used, sum(last_bill_amount) AS billed
        FROM credit_cards WHERE status IN ('Active', 'Blocked') GROUP BY ALL),
    owing AS (
        SELECT customer_id, sum(outstanding_balance) AS owed, sum(installment_amount) AS instalments,
            max(days_past_due) AS late
        FROM loans WHERE loan_status <> 'Paid Off' GROUP BY ALL)
SELECT c.customer_id, c.customer_type, c.monthly_income AS income, c.state,
    coalesce(kept.open, false) AS open, coalesce(kept.active, false) AS active,
    coalesce(balance, 0) AS balance, coalesce(invested, 0) AS invested, coalesce(papers, 0) AS papers,
    coalesce(limits, 0) AS limits, coalesce(used, 0) AS used, coalesce(billed, 0) AS billed,
    coalesce(owed, 0) AS owed, coalesce(instalments, 0) AS instalments, coalesce(late, 0) AS late
FROM customers c
LEFT JOIN kept USING (customer_id) LEFT JOIN held USING (customer_id)
LEFT JOIN carded USING (customer_id) LEFT JOIN owing USING (customer_id);
