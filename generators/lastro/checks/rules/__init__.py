"""The rules of `doit check`, one module per family."""
