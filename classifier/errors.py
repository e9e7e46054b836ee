"""The exceptions of the classifier floor: broken promises, each with a sentence a person can act on."""

from __future__ import annotations


class ClassifierError(Exception):
    """Base of every exception that the classifier floor raises on purpose."""


class ModelError(ClassifierError):
    """A stored model is missing, damaged or of a format that this version cannot read."""


class TextFileError(ClassifierError):
    """A file with texts, labels or theme names cannot be read as asked."""
