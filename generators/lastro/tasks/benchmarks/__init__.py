"""Benchmarks: how fast banks are built, against what the same machine can do at best and at worst."""
