"""Trends, and what a team does about them."""
