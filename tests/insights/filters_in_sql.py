"""The filters of a view as SQL on the tables themselves: the second witness beside what the packed columns say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedback_app.insights.views import survey_of

# Where the form did not know the language, the classifier has found it out.
LANGUAGE: Final = """
    (c."language" = ? OR c."language" = '' AND EXISTS (
        SELECT 1 FROM "classification" k WHERE k."comment" = c."id" AND k."language" = ?))
"""
OF_SUBMISSION: Final = 'EXISTS (SELECT 1 FROM "submission" f WHERE f."id" = c."submission" AND f."%s" = ?)'
OF_ORDER: Final = """
    EXISTS (SELECT 1 FROM "submission" f JOIN "shop_order" o ON o."external_id" = f."order_id"
        WHERE f."id" = c."submission" AND o."channel" = ?)
"""
OF_SURVEY: Final = """
    EXISTS (SELECT 1 FROM "submission" f JOIN "survey" v ON v."id" = f."survey"
        WHERE f."id" = c."submission" AND v."code" = ?%s)
"""
OF_THEME: Final = 'EXISTS (SELECT 1 FROM "assignment" h WHERE h."comment" = c."id" AND h."theme" = ?)'
PRODUCT: Final = """(c."product" = ? OR c."product" = '' AND c."sku" = ?)"""
REASON: Final = '(c."reason" = ? OR c."reason_group" = ?)'


def condition(name: str, value: str) -> tuple[str, tuple[object, ...]]:
    """Return the condition that one filter (of views.FILTERS) puts on comments ``c``, and its arguments."""
    twice = {"language": LANGUAGE, "product": PRODUCT, "reason": REASON}.get(name)
    if twice is not None:
        return twice, (value, value)
    if name == "survey":
        code, version = survey_of(value)
        exact = "" if version is None else ' AND v."version" = ?'
        return OF_SURVEY % exact, (code,) if version is None else (code, version)
    if name in {"channel", "rating"}:
        return OF_SUBMISSION % name, (int(value) if name == "rating" else value,)
    if name == "text":
        return "c.\"text\" <> ''", ()
    once = {"theme": OF_THEME, "sales_channel": OF_ORDER}.get(name, f'c."{name}" = ?')
    return once, (value,)


def conditions(filters: Mapping[str, str]) -> tuple[str, tuple[object, ...]]:
    """Return all conditions on comments ``c``, each beginning with AND, and their arguments in order."""
    found = [condition(name, value) for name, value in filters.items()]
    where = "".join(f" AND {words}" for words, _arguments in found)
    return where, tuple(argument for _words, arguments in found for argument in arguments)
