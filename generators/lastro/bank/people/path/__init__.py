"""The path of stress: what goes wrong in customers' lives, month by month, and everything that they do follows from."""
