"""The files under check: their records in blocks, whoever wrote them, with what is wrong in them."""
