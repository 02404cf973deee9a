"""Task `realism`: how a bank compares with Brazil, in numbers, each with a band and where the band comes from."""
