"""Migrations of the tables of service cases."""
