"""Errors of this floor. They carry the HTTP status under which a page may show them."""


class AlertError(Exception):
    """A step that is not possible now. 409: the alert is in another state; 404: there is no such alert."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.status = status
