"""A fictional shop with a year of returns, to try the product out; everything it makes is marked and removable."""
