"""Loans: terms, amortization schedules, payments and arrears."""
