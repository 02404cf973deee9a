"""Building one dataset: plan, blocks, joins, references, workers and progress."""
