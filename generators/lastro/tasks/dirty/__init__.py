"""Tasks `dirty`, `undo` and `score`: a corrupted copy of the bank, the way back, and the score of findings."""
