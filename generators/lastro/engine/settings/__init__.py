"""Settings: what they may be, what is in force."""
