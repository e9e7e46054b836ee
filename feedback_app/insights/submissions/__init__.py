"""Submissions: the list, and one of them."""
