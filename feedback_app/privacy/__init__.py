"""Retention, erasure and export of one person's answers."""
