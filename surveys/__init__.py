"""The customer's side: orders, surveys, invitations and submissions. The lowest floor that holds tables."""
