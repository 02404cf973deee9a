"""Brazil: what is true of the country. Arrays in, arrays out."""
