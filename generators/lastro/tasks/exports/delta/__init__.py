"""Delta tables: their versions, one for each day or for each as_of."""
