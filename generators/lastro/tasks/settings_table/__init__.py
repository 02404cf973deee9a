"""Task `settings`: what may be set, to what, and what is in force."""
