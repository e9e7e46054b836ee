"""Search: words, questions in plain language, and the way to any page."""
