"""Questions to members: which comments are worth an answer, one at a time."""
