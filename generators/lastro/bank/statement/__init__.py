"""The statement: what a posting says besides its amount."""
