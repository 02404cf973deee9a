-- The datasets as tables, read where they lie; paths are relative to the project's folder.
-- In a database that `doit duckdb` made the tables are there already: run the queries as they are.
-- Written by `doit dictionary` from the declarations in generators/*.py: change them, not this file.

CREATE VIEW customers AS SELECT * FROM read_json(
    'data/financial_services/datasets/customers.json', format = 'array', columns = {
        customer_id: 'VARCHAR', name: 'VARCHAR', email: 'VARCHAR', phone_number: 'VARCHAR', address: 'VARCHAR',
        customer_type: 'VARCHAR', cpf: 'VARCHAR', cnpj: 'VARCHAR', created_at: 'TIMESTAMP', updated_at: 'TIMESTAMP',
        birth_date: 'DATE', registered_on: 'DATE', occupation: 'VARCHAR', monthly_income: 'DECIMAL(15,2)',
        city: 'VARCHAR', state: 'VARCHAR', ibge_code: 'BIGINT', postal_code: 'VARCHAR', household_id: 'VARCHAR'
    });

CREATE VIEW branches AS SELECT * FROM read_json(
    'data/financial_services/datasets/branches.json', format = 'array', columns = {
        branch_id: 'VARCHAR', branch_name: 'VARCHAR', address: 'VARCHAR', phone_number: 'VARCHAR',
        created_at: 'TIMESTAMP', updated_at: 'TIMESTAMP', branch_code: 'VARCHAR', city: 'VARCHAR', state: 'VARCHAR',
        ibge_code: 'BIGINT', postal_code: 'VARCHAR'
    });

CREATE VIEW accounts AS SELECT * FROM read_json(
    'data/financial_services/datasets/accounts.json', format = 'array', columns = {
        account_id: 'VARCHAR', customer_id: 'VARCHAR', account_type: 'VARCHAR', balance: 'DECIMAL(15,2)',
        currency: 'VARCHAR', created_at: 'TIMESTAMP', updated_at: 'TIMESTAMP', branch_id: 'VARCHAR',
        account_number: 'VARCHAR', status: 'VARCHAR', closed_at: 'TIMESTAMP', opening_balance: 'DECIMAL(15,2)',
        overdraft_limit: 'DECIMAL(15,2)', restricted_on: 'DATE', second_holder_id: 'VARCHAR'
    });

CREATE VIEW loans AS SELECT * FROM read_json(
    'data/financial_services/datasets/loans.json', format = 'array', columns = {
        loan_id: 'VARCHAR', customer_id: 'VARCHAR', loan_type: 'VARCHAR', loan_amount: 'DECIMAL(15,2)',
        interest_rate: 'DECIMAL(15,2)', term: 'BIGINT', start_date: 'DATE', end_date: 'DATE', loan_status: 'VARCHAR',
        account_id: 'VARCHAR', amortization: 'VARCHAR', installment_amount: 'DECIMAL(15,2)',
        installments_paid: 'BIGINT', outstanding_balance: 'DECIMAL(15,2)', days_past_due: 'BIGINT',
        risk_band: 'VARCHAR', defaulted_on: 'DATE', written_off_on: 'DATE', recovered_amount: 'DECIMAL(15,2)',
        renegotiated_loan_id: 'VARCHAR', prepaid_on: 'DATE', updated_at: 'TIMESTAMP'
    });

CREATE VIEW credit_cards AS SELECT * FROM read_json(
    'data/financial_services/datasets/credit_cards.json', format = 'array', columns = {
        card_id: 'VARCHAR', customer_id: 'VARCHAR', card_number: 'VARCHAR', card_type: 'VARCHAR', expiry_date: 'DATE',
        credit_limit: 'DECIMAL(15,2)', current_balance: 'DECIMAL(15,2)', upcoming_installments: 'DECIMAL(15,2)',
        opening_balance: 'DECIMAL(15,2)', created_at: 'TIMESTAMP', updated_at: 'TIMESTAMP', account_id: 'VARCHAR',
        status: 'VARCHAR', closing_day: 'BIGINT', due_day: 'BIGINT', last_bill_amount: 'DECIMAL(15,2)',
        last_bill_due_date: 'DATE', last_bill_paid: 'DECIMAL(15,2)', defaulted_on: 'DATE', written_off_on: 'DATE'
    });

CREATE VIEW investments AS SELECT * FROM read_json(
    'data/financial_services/datasets/investments.json', format = 'array', columns = {
        investment_id: 'VARCHAR', customer_id: 'VARCHAR', account_id: 'VARCHAR', investment_type: 'VARCHAR',
        amount: 'DECIMAL(15,2)', purchase_date: 'DATE', maturity_date: 'DATE', status: 'VARCHAR', product: 'VARCHAR',
        indexer: 'VARCHAR', rate: 'DECIMAL(15,2)', current_value: 'DECIMAL(15,2)', last_activity_date: 'DATE',
        redeemed_on: 'DATE', redemption_amount: 'DECIMAL(15,2)', income_tax: 'DECIMAL(15,2)', updated_at: 'TIMESTAMP'
    });

CREATE VIEW transactions AS SELECT * FROM read_json(
    'data/financial_services/datasets/transactions.json', format = 'array', columns = {
        transaction_id: 'VARCHAR', account_id: 'VARCHAR', transaction_type: 'VARCHAR', amount: 'DECIMAL(15,2)',
        currency: 'VARCHAR', transaction_date: 'TIMESTAMP', description: 'VARCHAR', direction: 'VARCHAR',
        balance_after: 'DECIMAL(15,2)', payment_method: 'VARCHAR', channel: 'VARCHAR', category: 'VARCHAR',
        city: 'VARCHAR', state: 'VARCHAR', counterparty_name: 'VARCHAR', counterparty_account_id: 'VARCHAR',
        transfer_id: 'VARCHAR', end_to_end_id: 'VARCHAR', loan_id: 'VARCHAR', card_id: 'VARCHAR',
        investment_id: 'VARCHAR', posting_number: 'BIGINT', counterparty_document: 'VARCHAR',
        counterparty_bank: 'VARCHAR', reverses_transaction_id: 'VARCHAR'
    });

CREATE VIEW compliance AS SELECT * FROM read_json(
    'data/financial_services/datasets/compliance.json', format = 'array', columns = {
        compliance_id: 'VARCHAR', customer_id: 'VARCHAR', compliance_type: 'VARCHAR', status: 'VARCHAR',
        review_date: 'TIMESTAMP', comments: 'VARCHAR', risk_rating: 'VARCHAR', is_pep: 'BOOLEAN',
        next_review_date: 'DATE', updated_at: 'TIMESTAMP'
    });

CREATE VIEW digital_activity AS SELECT * FROM read_json(
    'data/financial_services/datasets/digital_activity.json', format = 'array', columns = {
        activity_id: 'VARCHAR', customer_id: 'VARCHAR', activity_type: 'VARCHAR', timestamp: 'TIMESTAMP',
        ip_address: 'VARCHAR', device_type: 'VARCHAR', session_id: 'VARCHAR', device_id: 'VARCHAR', city: 'VARCHAR',
        state: 'VARCHAR', transaction_id: 'VARCHAR'
    });

CREATE VIEW card_transactions AS SELECT * FROM read_json(
    'data/financial_services/datasets/card_transactions.json', format = 'array', columns = {
        card_transaction_id: 'VARCHAR', card_id: 'VARCHAR', purchase_id: 'VARCHAR', transaction_type: 'VARCHAR',
        direction: 'VARCHAR', amount: 'DECIMAL(15,2)', purchase_amount: 'DECIMAL(15,2)', transaction_date: 'TIMESTAMP',
        posted_on: 'DATE', merchant_name: 'VARCHAR', merchant_document: 'VARCHAR', category: 'VARCHAR', city: 'VARCHAR',
        state: 'VARCHAR', entry_mode: 'VARCHAR', installment_number: 'BIGINT', installments: 'BIGINT',
        bill_due_date: 'DATE', balance_after: 'DECIMAL(15,2)'
    });
