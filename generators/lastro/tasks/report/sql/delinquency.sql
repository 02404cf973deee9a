-- Running loans by kind and by how late they are.
SELECT loan_type, count(*) AS running,
    count(*) FILTER (days_past_due BETWEEN 1 AND 30) AS days_30,
    count(*) FILTER (days_past_due BETWEEN 31 AND 89) AS days_89,
    count(*) FILTER (days_past_due >= 90) AS defaults,
    coalesce(sum(outstanding_balance), 0) AS owed
FROM loans WHERE loan_status <> 'Paid Off' GROUP BY ALL ORDER BY running DESC
