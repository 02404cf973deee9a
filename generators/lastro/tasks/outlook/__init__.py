"""Tasks that say what the next build would do, and why, without doing it."""
