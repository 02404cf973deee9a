"""Relations: who lives with whom, whom people pay again and again, who owns and who works for a company."""
