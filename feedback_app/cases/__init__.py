"""Service cases: what one customer needs an answer to, by when, from whom, and whether it helped."""
