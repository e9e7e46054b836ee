"""Migrations of the classifier tables."""
