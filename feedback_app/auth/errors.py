"""Errors of this package."""


class AuthError(Exception):
    """Base of the errors of the auth package."""


class WeakPasswordError(AuthError):
    """The password is too short; the message says how long it must be."""
