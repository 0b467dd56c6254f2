"""Public claims by the million, for benchmarks: words and sentences of our own, written straight into the tables.

`vocabulary` and `sentences` make words, `facts` makes what a claim consists of, `rows` makes lines of it for COPY, with
the product's own code for content, records and pages, and `filling` writes them, as the database's owner.
"""
