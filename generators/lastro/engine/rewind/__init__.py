"""Rewinding: any earlier day of a finished bank, and what changed on it, from its last files alone."""
