"""Task `architecture`: the list of modules in docs/architecture.md."""
