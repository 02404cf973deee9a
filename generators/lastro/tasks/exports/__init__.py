"""Tasks that export the bank to the files and databases that people work with."""
