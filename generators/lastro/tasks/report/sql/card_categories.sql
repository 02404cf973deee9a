-- What is bought by credit card, by category: the value paid at once and in parts (the whole, when it is bought), and purchases.
SELECT category, coalesce(sum(purchase_amount) FILTER (installments = 1), 0) AS at_once,
    coalesce(sum(purchase_amount) FILTER (installments > 1), 0) AS in_parts, count(*) AS purchases
FROM card_transactions WHERE transaction_type IN ('Purchase', 'Instalment') AND installment_number = 1
GROUP BY ALL ORDER BY sum(purchase_amount) DESC
