-- Which cards are used below 30 % of their limit, which are near it, and what do their holders spend on?
WITH used AS (
    SELECT customer_id, (current_balance + upcoming_installments) / credit_limit AS share,
        CASE WHEN current_balance + upcoming_installments >= 0.9 * credit_limit THEN '3 near the limit'
             WHEN current_balance + upcoming_installments >= 0.3 * credit_limit THEN '2 from 30 to 90 %'
             ELSE '1 below 30 %' END AS band
    FROM credit_cards WHERE status IN ('Active', 'Blocked')
), holder AS (
    SELECT customer_id, max(band) AS band FROM used GROUP BY customer_id
), paid AS (  -- from accounts, but for bills of cards, and by card
    SELECT a.customer_id, t.category, t.amount FROM accounts a JOIN transactions t USING (account_id)
    WHERE t.transaction_type = 'Payment' AND t.direction = 'Debit'
        AND t.category NOT IN ('Card Bill', 'Loan', 'Housing', 'Vehicle', 'Investment')
    UNION ALL
    SELECT k.customer_id, p.category, p.purchase_amount FROM credit_cards k JOIN card_transactions p USING (card_id)
    WHERE p.transaction_type IN ('Purchase', 'Instalment') AND p.installment_number = 1
), spent AS (
    SELECT h.band, p.category, sum(p.amount) AS amount
    FROM holder h JOIN paid p USING (customer_id) JOIN customers c USING (customer_id)
    WHERE c.customer_type = 'Individual' GROUP BY ALL
), shares AS (
    SELECT band, category, 100.0 * amount / sum(amount) OVER (PARTITION BY band) AS percent,
        row_number() OVER (PARTITION BY band ORDER BY amount DESC) AS place
    FROM spent
)
SELECT u.band, count(*) AS cards, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent_of_cards,
    count(DISTINCT u.customer_id) AS customers, round(median(u.share), 2) AS median_share,
    (SELECT string_agg(category || ' ' || round(percent, 0)::INTEGER || ' %', ', ' ORDER BY place)
     FROM shares s WHERE s.band = u.band AND place <= 5) AS holders_spend_on
FROM used u GROUP BY u.band ORDER BY u.band;
