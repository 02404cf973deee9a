-- Monthly income from fees and interest that customers pay from their accounts, and the savings interest that the bank pays.
SELECT strftime(transaction_date, '%Y-%m') AS month,
    coalesce(sum(amount) FILTER (category = 'Fee' AND direction = 'Debit'), 0) AS fees,
    coalesce(sum(amount) FILTER (category = 'Interest' AND direction = 'Debit'), 0) AS interest
FROM transactions GROUP BY ALL ORDER BY ALL
