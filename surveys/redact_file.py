"""The body of `feedback privacy redact`: masks personal words in a file of texts.

Invariants: one line of the answer for each row, in the same order; offsets count code points of the text as it
stands in the file; the answer appears whole or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from surveys.csv_file import ImportProblem, inspect_csv, read_csv
from surveys.import_rows import RowProblem
from surveys.redact import redact


def redact_file(texts: Path, out: Path) -> int:
    """Write the masked rows of `texts` (CSV: id, text, optional lang) to `out` (JSON lines); return how many.

    Each line is {"id", "text", "spans": [{"start", "end", "kind"}]}. Raises ImportProblem, with the line, for a
    row that cannot be read; `out` is then left as it was.
    """
    unfinished = out.with_name(out.name + ".part")
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            for line in _answers(texts):
                file.write(line)
                count += 1
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _answers(texts: Path) -> Iterator[str]:
    for row in read_csv(texts, inspect_csv(texts, required=("id", "text"))):
        if isinstance(row, RowProblem):
            raise ImportProblem(row)
        fields = row[1]
        masked = redact(fields["text"], fields.get("lang"))
        spans = [{"start": span.start, "end": span.end, "kind": span.kind} for span in masked.spans]
        answer = {"id": fields["id"], "text": masked.text, "spans": spans}
        yield json.dumps(answer, ensure_ascii=False) + "\n"
