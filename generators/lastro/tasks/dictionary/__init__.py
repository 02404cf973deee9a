"""Task `dictionary`: the data dictionary, docs/dictionary.md."""
