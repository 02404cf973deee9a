"""The bank made by Apache Spark, on one machine or many."""
