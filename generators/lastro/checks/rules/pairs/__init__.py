"""Rules of two records that belong together: legs of a transfer, a posting and its return, a payment and a login."""
