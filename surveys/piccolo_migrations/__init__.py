"""Migrations of the surveys tables."""
