"""Products: what comes back of them and why, how they stand among similar ones, and whether they fit."""
