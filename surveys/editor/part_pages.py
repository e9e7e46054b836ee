"""One part's form as a page, and the list of what is wrong with it."""

from __future__ import annotations

from feedback_app.foundation.keys import fingerprint
from feedback_app.foundation.pages import FieldError
from surveys.answers import Fields
from surveys.editor.faults import Faults
from surveys.editor.overview import edit_url
from surveys.editor.pages import PartPage
from surveys.editor.parts import Ground, Part
from surveys.editor.sentences import fault_sentence, plain


def part_page(
    ground: Ground, part: Part, place: str, fields: Fields, faults: Faults | None = None, conflict: bool = False
) -> PartPage:
    """Return the form of a part around these fields."""
    code = ground.working.code
    sheet = part.sheet(fields)
    return PartPage(
        code,
        plain(ground.definition.title) or code,
        sheet.title,
        sheet.lead,
        sheet.code,
        edit_url(code, place),
        edit_url(code),
        sheet.controls,
        sheet.hidden,
        seen(part),
        tuple(FieldError(fault.field, fault_sentence(fault)) for fault in faults.faults) if faults else (),
        conflict,
    )


def seen(part: Part) -> str:
    """Return a fingerprint of what stands in the draft: it differs once somebody else has saved the part."""
    fields = {name: values for name, values in part.written().items() if any(values)}
    return fingerprint(repr(sorted(fields.items())))
