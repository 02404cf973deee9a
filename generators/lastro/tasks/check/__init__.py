"""Task `check`: every rule of the bank on the files as they stand."""
