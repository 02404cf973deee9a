"""Habits: innocent ways with money that look like crime, and are life: collecting, passing on, taking cash."""
