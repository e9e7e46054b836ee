"""The weekly letter of each team."""
