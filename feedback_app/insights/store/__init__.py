"""The columns in which the desk counts: packed by the worker, held in memory by the web process."""
