-- Customers with an active account, and those among them without a completed KYC review.
SELECT count(*), count(*) FILTER (customer_id NOT IN (
    SELECT customer_id FROM compliance WHERE compliance_type = 'KYC' AND status = 'Completed'))
FROM sheets WHERE active
