-- Branches by the volume of their accounts' postings, with the bank's revenue (fees and interest paid).
SELECT b.branch_code, b.branch_name, count(m.transaction_id) AS postings, coalesce(sum(m.amount), 0) AS volume,
    coalesce(sum(m.amount) FILTER (m.category IN ('Fee', 'Interest') AND m.direction = 'Debit'), 0) AS revenue
FROM branches b LEFT JOIN moves m USING (branch_id)
GROUP BY ALL ORDER BY volume DESC, b.branch_code
