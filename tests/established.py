"""What the nine promise to those who read them: names, values, and what may change."""

# What consumers already read by name: it stays, in this order, whatever stands between.
ESTABLISHED = {
    "customers": "customer_id name email phone_number address customer_type cpf cnpj created_at updated_at",
    "branches": "branch_id branch_name address phone_number created_at updated_at",
    "accounts": "account_id customer_id account_type balance currency created_at updated_at",
    "transactions": "transaction_id account_id transaction_type amount currency transaction_date description",
    "loans": "loan_id customer_id loan_type loan_amount interest_rate term start_date end_date loan_status",
    "credit_cards": "card_id customer_id card_number card_type expiry_date credit_limit current_balance created_at "
    "updated_at",
    "compliance": "compliance_id customer_id compliance_type status review_date comments",
    "investments": "investment_id customer_id account_id investment_type amount purchase_date maturity_date status",
    "digital_activity": "activity_id customer_id activity_type timestamp ip_address device_type",
}
# The only columns that may change when time moves on.
STATE = {
    "customers": "updated_at",
    "branches": "updated_at",
    "accounts": "balance updated_at status closed_at",
    "loans": "loan_status installment_amount installments_paid outstanding_balance days_past_due",
    "credit_cards": "current_balance updated_at status last_bill_amount last_bill_due_date last_bill_paid",
    "investments": "status current_value last_activity_date redeemed_on redemption_amount income_tax",
    "transactions": "",
    "compliance": "status comments next_review_date",
    "digital_activity": "",
}
VALUES = {
    ("customers", "customer_type"): "Individual Business",
    ("accounts", "account_type"): "Checking Savings Investment Business",
    ("transactions", "transaction_type"): "Deposit Withdrawal Transfer Payment",
    ("loans", "loan_type"): "Mortgage Auto Personal Business",
    ("credit_cards", "card_type"): "Visa MasterCard Elo",
    ("compliance", "compliance_type"): "KYC AML LGPD",
    ("compliance", "status"): "Pending Completed Rejected",
    ("investments", "status"): "Active Closed",
    ("digital_activity", "device_type"): "Mobile Desktop Tablet",
}
