"""Charges: what the bank takes for its services, and the tax on overdrafts."""
