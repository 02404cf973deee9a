"""Task `contract`: the datasets as schemas and contracts of many tools."""
