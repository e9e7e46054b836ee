"""Errors of this floor. They carry the HTTP status under which a page may show them."""


class CaseError(Exception):
    """A step that is not possible now. 409: the case is in another state; 404: there is no such case."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.status = status
