"""Migrations of the tables of insights."""
