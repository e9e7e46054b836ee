"""Broken promises of this package. Expected outcomes (a wrong answer, an expired link) are return values instead."""


class SurveyError(Exception):
    """Base of the errors of this package."""


class UnknownOrderError(SurveyError):
    """No order has this number."""

    def __init__(self, external_id: str) -> None:
        super().__init__(f"no order has the number {external_id!r}")


class UnknownSurveyError(SurveyError):
    """No survey was published under this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no survey was published under the code {code!r}")
