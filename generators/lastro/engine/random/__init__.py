"""Random values as pure functions: draws, cut points, quantile tables, keys and permutations."""
