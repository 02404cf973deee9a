"""Answers: the log of what was done, the way back by it, and the score of those who look for it."""
