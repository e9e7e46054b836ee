"""Errors that any floor may raise and that are mapped to words once, in cli.py and app.py."""


class FoundationError(Exception):
    """Base of the errors of this package."""


class SettingsError(FoundationError):
    """A setting is missing or wrong. ``variable`` is its environment name, ``expected`` says what it must be."""

    def __init__(self, variable: str, expected: str) -> None:
        super().__init__(f"{variable}: expected {expected}")
        self.variable = variable
        self.expected = expected


class DatabaseUnreachableError(FoundationError):
    """The database that DATABASE_URL names cannot be opened: it is away, refuses us, or its folder is not writable."""

    def __init__(self, cause: Exception) -> None:
        # The kind of trouble only: drivers put addresses and passwords into their sentences.
        super().__init__(f"The database that DATABASE_URL names cannot be opened ({type(cause).__name__}).")
