"""Spending by card: what is bought, how often, for how much, in how many parts; subscriptions."""
