"""Task `statement`: a month of one account as the customer would read it."""
