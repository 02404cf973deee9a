"""Datasets as files: encoding, reading, scanning, writing, offsets and validation."""
