"""Crime: cases of fraud and laundering, which are postings like all others; only ids tell, to who has the seed."""
