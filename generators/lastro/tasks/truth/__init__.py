"""Task `truth`: what the datasets keep to themselves: cases of crime, who is in them, and every label with its day."""
