"""A member brings in a shop's own file: which column means what, a look at what would be understood, then the rows.

Reading, parsing and storing are those of ``feedback import`` and the API; guessing columns is that of ``feedback
report``. Invariants: nothing is stored before somebody says so; bringing in the same file twice changes nothing; a file
is its member's alone and goes when its rows are in, or after an hour.
"""
