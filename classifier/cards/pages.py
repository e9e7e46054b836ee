"""The pages of model cards, as values: all themes at a glance, and one theme in depth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from classifier.cards.facts import Coverage, Drift, Labels, coverage_of, drift_since, kept_since, labels_of
from classifier.cards.quality import Quality, by_language, together
from classifier.cards.reliability import active_measures, unproven, unreliable
from classifier.themes import ThemeName, theme_names
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language


@dataclass(frozen=True, slots=True)
class CardRow:
    """One theme in the list; ``quality`` is None where it was never measured.

    ``state``: reliable, quiet (not reliable, so it raises no alerts) or unproven (not reliable, but people say so).
    """

    name: str
    url: str
    quality: Quality | None
    state: str


@dataclass(frozen=True, slots=True)
class CardList:
    """Context of cards/index.html; ``version`` is empty while no model reads."""

    room: str
    version: str
    version_url: str
    trained_on: date | None
    measured: bool
    reliable: int
    rows: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """How a theme is read in one language, on texts of one source."""

    language: str
    source: str
    quality: Quality


@dataclass(frozen=True, slots=True)
class SourceCount:
    """Comments that have the theme from one source, in words."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class CardPage:
    """Context of cards/theme.html."""

    room: str
    name: str
    definition: str
    url: str
    state: str
    overall: Quality | None
    lines: tuple[Line, ...]
    labels: Labels
    coverage: Coverage
    sources: tuple[SourceCount, ...]
    version: str
    trained_on: date | None
    kept: int
    looked_at: int
    drift: Drift


@dataclass(frozen=True, slots=True)
class _Model:
    version: str
    trained_at: datetime | None


async def card_list(house: House) -> CardList:
    """Return all themes that may be assigned, the doubtful ones first."""
    model, measures = await _model(), await active_measures()
    found = together(measures.parts) if measures else {}
    names = await theme_names(language())
    quiet, doubtful = await unreliable(house.today()), await unproven()
    rows = [
        CardRow(theme.name, f"/themes/{code}/card", found.get(code), _state(code, quiet, doubtful))
        for code, theme in names.items()
        if not theme.retired
    ]
    rows.sort(key=lambda row: (row.quality.balance.low if row.quality else -1.0, row.name))
    return CardList(
        "models",
        model.version,
        f"/themes/models/{model.version}",
        house.day_of(model.trained_at) if model.trained_at else None,
        measures is not None,
        sum(row.state == "reliable" for row in rows),
        tuple(rows),
    )


async def card_page(code: str, house: House) -> CardPage | None:
    """Return the card of one theme; None when there is no such theme."""
    theme = (await theme_names(language())).get(code)
    if theme is None:
        return None
    model, measures = await _model(), await active_measures()
    parts = measures.parts if measures else ()
    quiet, doubtful = await unreliable(house.today()), await unproven()
    trained = model.trained_at
    kept, looked_at = await kept_since(code, trained) if trained else (0, 0)
    coverage = await coverage_of(code, house.today())
    return CardPage(
        "models",
        theme.name,
        theme.definition,
        f"/themes/{code}",
        _state(code, quiet, doubtful) if parts and not theme.retired else _unmeasured(theme),
        together(parts).get(code),
        tuple(_line(one) for one in by_language(code, parts)),
        await labels_of(code),
        coverage,
        tuple(SourceCount(_source_word(source), n) for source, n in coverage.by_source.items()),
        model.version,
        house.day_of(trained) if trained else None,
        kept,
        looked_at,
        await drift_since(code, house.day_of(trained)) if trained else "too_early",
    )


def _state(code: str, quiet: frozenset[str], doubtful: frozenset[str]) -> str:
    if code in quiet:
        return "quiet"
    return "unproven" if code in doubtful else "reliable"


def _unmeasured(theme: ThemeName) -> str:
    return "retired" if theme.retired else "unmeasured"


def _line(found: Quality) -> Line:
    spoken = {"de": _("German"), "en": _("English")}.get(found.language, found.language)
    told = _("texts of this shop") if found.source == "own" else _("test texts that ship with the product")
    return Line(spoken, told, found)


def _source_word(source: str) -> str:
    words = {
        "model": _("read in the text"),
        "reason": _("stated on the form"),
        "customer": _("confirmed by the customer"),
        "rule": _("by a rule"),
        "member": _("by a member"),
    }
    return words.get(source, source)


async def _model() -> _Model:
    found = await fetch("""SELECT "version", "trained_at" FROM "theme_model" WHERE "state" = 'active'""")
    return _Model(found[0]["version"], found[0]["trained_at"]) if found else _Model("", None)
