-- Cards month by month: what is bought (the whole of what is paid in parts), what is paid, and what the bank charges.
SELECT date_trunc('month', posted_on)::DATE AS month,
    coalesce(sum(purchase_amount) FILTER (transaction_type IN ('Purchase', 'Instalment') AND installment_number = 1), 0) AS bought,
    coalesce(sum(amount) FILTER (transaction_type = 'Payment'), 0) AS paid,
    coalesce(sum(amount) FILTER (transaction_type IN ('Interest', 'IOF', 'Late Fee', 'Annual Fee')), 0) AS charged
FROM card_transactions GROUP BY ALL ORDER BY ALL
