"""What a check comes to: counts, findings, offenders, and the table that shows them."""
