"""Benchmarks: each measures the product through its real doors; results in results.md."""
