"""Views that members saved and share."""
