"""The form behind a customer's link: steps, pages, what is posted, and the page after sending."""
