import re

import numpy as np
import pytest

from feedback_app.alerts.backtest_file import backtest_file, lines_of
from feedback_app.alerts.counts_file import CountsFileError
from tests.alerts.panels import SHARE, counted, quiet_panel


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    """Ten series of 450 days; "glue" has three times its cases from day 420 (2025-02-24) on."""
    panel = quiet_panel(series=10, steps=450, seed=4, levels=(5.0,))
    days = slice(420, 435)
    panel.counts[2, days] += counted(np.random.default_rng(1), 2 * panel.exposure[2, days] * SHARE)
    dates = np.datetime64(panel.first) + np.arange(450)
    names = ["glue" if row == 2 else f"s{row}" for row in range(10)]
    path = tmp_path_factory.mktemp("backtest") / "counts.csv"
    rows = (
        f"{name},{date},{count:.0f},{exposure:.0f}"
        for name, counts, exposures in zip(names, panel.counts, panel.exposure, strict=True)
        for date, count, exposure in zip(dates, counts, exposures, strict=True)
    )
    path.write_text("series,date,count,exposure\n" + "\n".join(rows) + "\n")
    return path


def incidents(tmp_path, *rows, header="series,start,noticed"):
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_the_last_months_are_played_again_and_told_in_words(counts, tmp_path):
    known = incidents(tmp_path, "glue,2025-02-24,2025-03-05", "s1,2025-02-01,", "s1,2024-06-01,")
    done = backtest_file(counts, "day", 3, 0.3, known)
    lines = lines_of(done)
    assert re.match(r"2024-12-2\d to 2025-03-25, 0.3 false alarms a month asked: would have warned \d+ time", lines[0])
    assert any(
        re.search(r"glue: \d+ instead of [\d.]+ \(\d+ to \d+\) since 2025-02-2\d \(known\)", one) for one in lines
    )
    assert re.search(r"known 2025-02-24  glue: first warning .*, \d days before you noticed", lines[-3])
    assert lines[-2] == "known 2025-02-01  s1: no warning"
    assert re.match(r"Known incidents left out because they were over before 2024-12-2\d: 1", lines[-1])


def test_more_months_than_there_are_play_the_whole_file(counts):
    assert backtest_file(counts, "day", 120, 1.0).start.isoformat() == "2024-01-01"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nobody,2025-02-01,", "line 2: series 'nobody' is not in the file of counts"),
        ("s1,1.2.2025,", "line 2: start '1.2.2025' is not an ISO date"),
        ("s1,2025-02-10,2025-02-01", "line 2: noticed 2025-02-01 lies before the start 2025-02-10"),
        ("s1,2026-02-10,", "line 2: start 2026-02-10 lies after the last row of the counts"),
        ("s1,2025-02-10,2026-02-01", "line 2: noticed 2026-02-01 lies after the last row of the counts"),
    ],
)
def test_an_incident_that_breaks_a_rule_is_refused_with_its_line(counts, tmp_path, row, message):
    with pytest.raises(CountsFileError, match=f"^incidents.csv, {re.escape(message)}"):
        backtest_file(counts, "day", 3, 1.0, incidents(tmp_path, row))


def test_incidents_without_a_start_are_refused(counts, tmp_path):
    with pytest.raises(CountsFileError, match=r"incidents.csv, line 1: column start is missing"):
        backtest_file(counts, "day", 3, 1.0, incidents(tmp_path, "s1", header="series"))


@pytest.mark.parametrize(("months", "budget"), [(0, 1.0), (3, 0.0)])
def test_no_months_and_no_budget_are_refused(counts, months, budget):
    with pytest.raises(ValueError, match="above 0"):
        backtest_file(counts, "day", months, budget)
