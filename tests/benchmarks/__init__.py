"""Benchmarks: commands that print a table beside an anchor measured in the same run. Not run by the tests."""
