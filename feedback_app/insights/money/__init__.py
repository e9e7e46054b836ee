"""What returns cost, and what actions saved."""
