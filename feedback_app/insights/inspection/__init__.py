"""What the returns desk finds, beside what customers say."""
