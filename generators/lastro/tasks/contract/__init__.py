"""Task `contract`: the datasets' schema as JSON Schema, Data Package and SQL."""
