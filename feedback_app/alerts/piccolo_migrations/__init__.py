"""Migrations of the alerts tables."""
