-- The bank in a line: deposits, loans outstanding, owed on cards, active investments.
SELECT
    (SELECT coalesce(sum(balance), 0) FROM accounts WHERE balance > 0),
    (SELECT coalesce(sum(outstanding_balance), 0) FROM loans),
    (SELECT coalesce(sum(current_balance), 0) FROM credit_cards),
    (SELECT coalesce(sum(current_value), 0) FROM investments WHERE status = 'Active')
