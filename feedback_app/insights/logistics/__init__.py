"""The board of the logistics team."""
