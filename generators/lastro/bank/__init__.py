"""What is true of banks, used by several datasets: contracts, ledger, payees; arrays in, arrays out."""
