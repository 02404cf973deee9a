"""Tasks `check`, every rule of the bank on the files as they stand, and `rules`, what these are."""
