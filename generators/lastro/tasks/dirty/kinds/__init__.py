"""The kinds of faults, one decorated function each, by family."""
