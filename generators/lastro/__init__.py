"""Lastro: the library behind the dataset modules, which makes, checks, documents and exports a synthetic bank."""
