"""The tables of the truth, one module each, declared as the datasets are."""
