"""The bank as data frames: made in memory, or read from the files of a build."""
