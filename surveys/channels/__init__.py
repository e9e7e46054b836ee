"""Other ways to the form: finding an order, an agent who enters for a customer, a printed slip, an embedded page."""
