"""Text to themes: what a comment complains about."""
