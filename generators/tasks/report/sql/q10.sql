-- Whom to talk to: heavy card users without a loan, and high incomes without an investment, among people with open accounts.
WITH people AS (
    SELECT *, limits > 0 AND used > 0.7 * limits AS heavy, income >= quantile_cont(income, 0.8) OVER () AS rich
    FROM sheets WHERE customer_type = 'Individual' AND open)
SELECT count(*) FILTER (heavy), count(*) FILTER (heavy AND owed = 0), count(*) FILTER (rich),
    count(*) FILTER (rich AND papers = 0), count(*), count(*) FILTER (papers = 0), count(*) FILTER (owed = 0)
FROM people
