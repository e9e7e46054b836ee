"""What product managers look at: read-only queries, exports and pages."""
