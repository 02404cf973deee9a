"""The rules of contracts: loans, cards and investments, with their terms, schedules and settlements."""
