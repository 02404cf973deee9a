"""Playing: cases played by their scripts, payment by payment: who can pay whom, and what each has then."""
