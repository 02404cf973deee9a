"""Compliance: reviews of customers, what makes them suspicious, and what analysts write."""
