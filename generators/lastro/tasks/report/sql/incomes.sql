-- Monthly incomes of people, as they are.
SELECT income FROM sheets WHERE customer_type = 'Individual' AND income > 0 ORDER BY income
