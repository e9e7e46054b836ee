"""Migrations of the asking tables."""
