"""Task `report`: the bank on one page, with plots, the ten questions and what the check found."""
