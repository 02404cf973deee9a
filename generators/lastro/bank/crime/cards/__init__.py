"""Credit cards in other hands: cases, what is bought in them, what the limit and the bank let pass, what comes back."""
