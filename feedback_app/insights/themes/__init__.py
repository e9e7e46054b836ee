"""Themes: the list, the map of themes and products, one theme in depth."""
