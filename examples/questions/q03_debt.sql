-- Who owes more than 40 % of income (instalments and card bill over income), and does paying late foretell default?
WITH running AS (  -- what is written off has left the book
    SELECT * FROM loans WHERE loan_status <> 'Paid Off' AND written_off_on IS NULL
), instalments AS (
    SELECT customer_id, sum(installment_amount) AS due FROM running GROUP BY customer_id
), bills AS (
    SELECT customer_id, sum(last_bill_amount) AS due FROM credit_cards WHERE status <> 'Cancelled' GROUP BY customer_id
), defaulted AS (
    SELECT DISTINCT customer_id FROM running WHERE loan_status = 'Default'
), burden AS (
    SELECT c.customer_id, (coalesce(i.due, 0) + coalesce(b.due, 0)) / c.monthly_income AS ratio,
        d.customer_id IS NOT NULL AS in_default
    FROM customers c LEFT JOIN instalments i USING (customer_id) LEFT JOIN bills b USING (customer_id)
        LEFT JOIN defaulted d USING (customer_id)
    WHERE (i.due > 0 OR b.due > 0) AND c.monthly_income > 0
), half_year AS (
    SELECT max(transaction_date) - INTERVAL 6 MONTH AS began FROM transactions
), paid AS (  -- how many days after the day of the contract each instalment was paid; up to 5 are weekends and holidays
    SELECT l.loan_id, l.defaulted_on, CAST(t.transaction_date AS DATE) - CAST(l.start_date + to_months(CAST(round(
        (CAST(t.transaction_date AS DATE) - l.start_date) / 30.4375) AS INTEGER)) AS DATE) AS delay
    FROM half_year, loans l JOIN transactions t USING (loan_id)
    WHERE t.direction = 'Debit' AND t.description LIKE 'Parcela%' AND t.transaction_date < began
        AND (l.defaulted_on IS NULL OR l.defaulted_on >= began)
), manner AS (
    SELECT loan_id, any_value(defaulted_on) IS NOT NULL AS in_default, count(*) FILTER (WHERE delay > 5) AS late
    FROM paid GROUP BY loan_id
)
SELECT 'debt to income' AS measure,
    CASE WHEN ratio > 0.4 THEN '3 above 40 %' WHEN ratio > 0.2 THEN '2 from 20 to 40 %' ELSE '1 up to 20 %' END AS band,
    count(*) AS customers_or_loans, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent,
    round(100.0 * avg(CAST(in_default AS INTEGER)), 1) AS percent_in_default
FROM burden GROUP BY band
UNION ALL
SELECT 'instalments late until six months ago',
    CASE WHEN late >= 2 THEN '3 twice or more' WHEN late = 1 THEN '2 once' ELSE '1 never' END AS band,
    count(*), round(100.0 * count(*) / sum(count(*)) OVER (), 1),
    round(100.0 * avg(CAST(in_default AS INTEGER)), 1)
FROM manner GROUP BY band
ORDER BY measure, band;
