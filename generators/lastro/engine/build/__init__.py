"""Building one dataset: spec, blocks, joins, references, workers and progress."""
