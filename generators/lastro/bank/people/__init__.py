"""Who the customers are to the bank: traits, accounts, and when things happen to them."""
