"""Deliveries: what arrives on each day where a feed is not perfect, and what was done to it."""
