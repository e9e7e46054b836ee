"""Model cards: per theme how well it is read, from how many labels, and whether alerts may rely on it."""
