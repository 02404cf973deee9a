"""What a build remembers: records, digests, imports of modules, and whether a file is fresh."""
