-- How many records each dataset has.
SELECT 'customers', count(*) FROM customers UNION ALL SELECT 'branches', count(*) FROM branches
UNION ALL SELECT 'accounts', count(*) FROM accounts UNION ALL SELECT 'loans', count(*) FROM loans
UNION ALL SELECT 'credit_cards', count(*) FROM credit_cards UNION ALL SELECT 'investments', count(*) FROM investments
UNION ALL SELECT 'transactions', count(*) FROM transactions UNION ALL SELECT 'compliance', count(*) FROM compliance
UNION ALL SELECT 'digital_activity', count(*) FROM digital_activity
