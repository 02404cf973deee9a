"""Task `dictionary`: the data dictionary, docs/dictionary.md, and the tables of the ten questions."""
