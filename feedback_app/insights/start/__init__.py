"""First steps, tour, keys, and the page about the design."""
