"""What customers sign: loans, cards and investments, with their terms, schedules and where they stand on a day."""
