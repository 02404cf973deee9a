"""Pay: what people earn and are paid, what businesses sell, and what they pay their staff."""
