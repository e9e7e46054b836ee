"""Errors that any floor may raise and that are mapped to words once, in cli.py and app.py."""


class FoundationError(Exception):
    """Base of the errors of this package."""


class SettingsError(FoundationError):
    """A setting is missing or wrong. ``variable`` is its environment name, ``expected`` says what it must be."""

    def __init__(self, variable: str, expected: str) -> None:
        super().__init__(f"{variable}: expected {expected}")
        self.variable = variable
        self.expected = expected
