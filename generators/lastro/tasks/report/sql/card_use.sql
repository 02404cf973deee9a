-- Active and blocked cards by how much of the limit is used, in tenths; the eleventh is above the limit.
SELECT least(floor(10 * (current_balance + upcoming_installments) / credit_limit), 10)::INT AS tenth, count(*) AS cards
FROM credit_cards WHERE status IN ('Active', 'Blocked') AND credit_limit > 0 GROUP BY ALL ORDER BY ALL
