"""The ledger: what posts to accounts, in what order, and the balances that follow."""
