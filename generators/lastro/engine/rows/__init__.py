"""What a dataset is: columns, tables, texts in codes, moments, vocabularies, and the run."""
