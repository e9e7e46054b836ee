"""Members, sessions and API keys."""
