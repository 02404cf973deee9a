"""Tasks `snapshot`, `feed` and `replay`: the bank of an earlier day, what changed from day to day, and back again."""
