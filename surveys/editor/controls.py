"""The controls of a part's form as templates/editor draws them, one template per kind. Values only.

Invariant: a control shows what stands in the fields, be it stored or typed and refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Fields
from surveys.editor.typed import LABEL_LIMIT, ON, rows_of


@dataclass(frozen=True, slots=True)
class Spoken:
    """One language of a text. ``missing``: the other language is filled and this one is not."""

    id: str
    name: str
    language: str
    value: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class WordsControl:
    """A text in its languages side by side. ``rows`` 1: one line. ``unseen``: languages carried along, not shown."""

    kind: ClassVar[str] = "words"
    label: str
    help: str
    texts: tuple[Spoken, ...]
    unseen: tuple[Spoken, ...]
    rows: int
    limit: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of answers or steps; ``code`` is "" while it has none."""

    number: int
    code: str
    texts: tuple[Spoken, ...]
    unseen: tuple[Spoken, ...]
    up: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class RowsControl:
    """A list of answers (``name`` choice) or of a scale's steps (step)."""

    kind: ClassVar[str] = "rows"
    name: str
    label: str
    help: str
    rows: tuple[Row, ...]
    count: int
    limit: int = LABEL_LIMIT


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class OptionsControl:
    """One (``many`` False) or any of several options, all to be seen."""

    kind: ClassVar[str] = "options"
    name: str
    label: str
    help: str
    many: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SelectControl:
    """One of several options in a list; ``button`` draws the form anew for it."""

    kind: ClassVar[str] = "select"
    name: str
    label: str
    help: str
    options: tuple[Option, ...]
    button: str = ""


@dataclass(frozen=True, slots=True)
class LineControl:
    """A number, a name or an address; ``rows`` above 1: several lines."""

    kind: ClassVar[str] = "line"
    name: str
    label: str
    help: str
    value: str
    mode: str = "text"
    rows: int = 1
    limit: int = 500


@dataclass(frozen=True, slots=True)
class SwitchControl:
    """One box to tick. ``opens``: what follows is only seen while it is ticked."""

    kind: ClassVar[str] = "switch"
    name: str
    label: str
    help: str
    on: bool
    opens: bool = False


@dataclass(frozen=True, slots=True)
class WhenQuestion:
    """An earlier question that a condition may name, with its answers."""

    code: str
    label: str
    chosen: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class WhenControl:
    """When a question is asked: always, or after certain answers to one earlier question."""

    kind: ClassVar[str] = "when"
    always: bool
    questions: tuple[WhenQuestion, ...]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason: whether it is offered, with which rule for photos, for which kinds of products."""

    code: str
    name: str
    group: bool
    offered: bool
    photos: tuple[Option, ...]
    kinds_name: str
    kinds: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ReasonsControl:
    """A group of reasons: the group itself first."""

    kind: ClassVar[str] = "reasons"
    rows: tuple[ReasonRow, ...]


Control = (
    WordsControl
    | RowsControl
    | OptionsControl
    | SelectControl
    | LineControl
    | SwitchControl
    | WhenControl
    | ReasonsControl
)


class Drawing:
    """Makes controls from what stands in the fields; ``du``: the shop's German says Du and has a text of its own."""

    def __init__(self, fields: Fields, du: bool) -> None:
        self.fields = fields
        self.du = du

    def one(self, name: str) -> str:
        """Return the last value of a field."""
        values = self.fields.get(name, ())
        return values[-1] if values else ""

    def words(self, name: str, label: str, help_: str = "", rows: int = 1, limit: int = LABEL_LIMIT) -> WordsControl:
        """Return a text's control."""
        texts, unseen = self._texts(name)
        return WordsControl(label, help_, texts, unseen, rows, limit)

    def rows(self, name: str, label: str, help_: str = "") -> RowsControl:
        """Return the control of answers or steps."""
        count = rows_of(self.fields, name)
        rows = tuple(self._row(f"{name}-{number}", number, count) for number in range(1, count + 1))
        return RowsControl(name, label, help_, rows, count)

    def options(
        self, name: str, label: str, values: Sequence[tuple[str, str]], help_: str = "", many: bool = False
    ) -> OptionsControl:
        """Return a control to choose from ``values``, pairs of value and label."""
        return OptionsControl(name, label, help_, many, self.marked(name, values))

    def select(
        self, name: str, label: str, values: Sequence[tuple[str, str]], help_: str = "", button: str = ""
    ) -> SelectControl:
        """Return a control that chooses one from a list."""
        return SelectControl(name, label, help_, self.marked(name, values), button)

    def line(
        self, name: str, label: str, help_: str = "", mode: str = "text", rows: int = 1, limit: int = 500
    ) -> LineControl:
        """Return the control of one value."""
        return LineControl(name, label, help_, self.one(name), mode, rows, limit)

    def switch(self, name: str, label: str, help_: str = "", opens: bool = False) -> SwitchControl:
        """Return a box to tick."""
        return SwitchControl(name, label, help_, self.one(name) == ON, opens)

    def marked(self, name: str, values: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
        """Return options with those chosen that stand in the field."""
        chosen = self.fields.get(name, ())
        return tuple(Option(value, label, value in chosen) for value, label in values)

    def _row(self, name: str, number: int, count: int) -> Row:
        texts, unseen = self._texts(name)
        said = any(text.value.strip() for text in texts)
        return Row(number, self.one(f"{name}-code"), texts, unseen, said and number > 1, said and number < count)

    def _texts(self, name: str) -> tuple[tuple[Spoken, ...], tuple[Spoken, ...]]:
        de, en, du = (self.one(f"{name}-{language}") for language in ("de", "en", "du"))
        texts = [
            Spoken(f"{name}-de", _("German"), "de", de, bool(en.strip()) and not de.strip()),
            Spoken(f"{name}-en", _("English"), "en", en, bool(de.strip()) and not en.strip()),
        ]
        informal = Spoken(f"{name}-du", _("German with Du, where it differs"), "de", du)
        if self.du:
            return (*texts, informal), ()
        return tuple(texts), (informal,) if du else ()
