"""Migrations of the auth tables."""
