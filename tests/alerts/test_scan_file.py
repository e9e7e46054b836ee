import csv

import numpy as np
import pytest

from feedback_app.alerts.scan_file import COLUMNS, CountsFileError, scan_file
from feedback_app.alerts.trends import scan
from tests.alerts.panels import quiet_panel


def written(path, panel, names=None):
    """Write a panel as a file of counts, NaN as empty cells."""
    dates = np.datetime64(panel.first) + np.arange(panel.counts.shape[1])
    lines = ["series,date,count,exposure"]
    for row, counts in enumerate(panel.counts):
        name = names[row] if names else f"s{row}"
        for column, count in enumerate(counts):
            exposure = panel.exposure[row, column]
            lines.append(f"{name},{dates[column]},{count:.0f},{exposure:.0f}".replace("nan", ""))
    path.write_text("\n".join(lines) + "\n")
    return path


def scanned(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def lines_of(tmp_path, *rows, header="series,date,count,exposure"):
    path = tmp_path / "counts.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def run(path, step="day", start="2024-01-01"):
    return scan_file(path, path.with_name("scores.csv"), step, start, 1.0)


def test_every_series_and_step_from_the_start_on_gets_the_row_of_the_scan(tmp_path):
    panel = quiet_panel(series=4, steps=120)
    done = run(written(tmp_path / "c.csv", panel), start="2024-04-10")
    assert (done.rows, done.judged, done.never_judged) == (4 * 20, 4 * 20, ())
    rows, found = scanned(tmp_path / "scores.csv"), scan(panel, 100, 1.0)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["date"] for row in rows[:2]] == ["2024-04-10", "2024-04-11"]
    scores = np.array([float(row["score"]) for row in rows]).reshape(4, 20)
    np.testing.assert_allclose(scores, found.score, rtol=1e-4, atol=1e-6)
    assert [int(row["observed"]) for row in rows] == panel.counts[:, 100:].ravel().tolist()
    assert {row["alarm"] for row in rows} <= {"0", "1"}


def test_the_order_of_rows_does_not_matter(tmp_path):
    straight = written(tmp_path / "a.csv", quiet_panel(series=3, steps=90))
    head, *body = straight.read_text().splitlines()
    order = np.random.default_rng(0).permutation(len(body))
    turned = tmp_path / "b.csv"
    turned.write_text("\n".join([head, *(body[i] for i in order)]) + "\n")
    for path in (straight, turned):
        scan_file(path, path.with_suffix(".out"), "day", "2024-03-20", 1.0)
    both = [sorted((tmp_path / name).read_text().splitlines()) for name in ("a.out", "b.out")]
    assert both[0] == both[1]


def test_a_file_without_exposure_has_no_denominator(tmp_path):
    rows = [f"a,2024-{m:02d}-{d:02d},{3 + d % 2}" for m in (1, 2, 3) for d in range(1, 29)]
    rows = [row for row in rows if not row.startswith("a,2024-02-30")]
    path = lines_of(tmp_path, *rows, header="series,date,count")
    run(path, start="2024-03-01")
    assert float(scanned(tmp_path / "scores.csv")[-1]["expected"]) == pytest.approx(3.5, abs=1)


def test_an_empty_count_and_an_absent_row_are_both_missing(tmp_path):
    run(lines_of(tmp_path, "a,2024-01-01,1,9", "a,2024-01-02,,", "a,2024-01-04,2,9"))
    rows = scanned(tmp_path / "scores.csv")
    assert [row["observed"] for row in rows] == ["1", "", "", "2"]
    assert [row["expected"] for row in rows] == [""] * 4
    assert [row["alarm"] for row in rows] == ["0"] * 4


def test_hours_and_weeks_keep_their_kind_of_date(tmp_path):
    run(lines_of(tmp_path, "a,2024-01-01T00:00:00,1,9", "a,2024-01-01T02:00:00,1,9"), "hour", "2024-01-01T01:00")
    dates = [row["date"] for row in scanned(tmp_path / "scores.csv")]
    assert dates == ["2024-01-01T01:00:00", "2024-01-01T02:00:00"]
    assert run(lines_of(tmp_path, "a,2024-01-01,1,9", "a,2024-01-15,1,9"), "week").rows == 3


def test_names_and_byte_order_marks_of_spreadsheets_are_read(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_bytes('\ufeffSeries,Date,Count,Exposure\r\n"Größe, zu klein",2024-01-01,2,10\r\n'.encode())
    run(path)
    assert scanned(tmp_path / "scores.csv")[0]["series"] == "Größe, zu klein"


def test_an_exposure_below_the_count_is_accepted(tmp_path):
    assert run(lines_of(tmp_path, "a,2024-01-01,5,3")).rows == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("a,2024-01-02,-1,9", "count -1 is not a number of at least 0"),
        ("a,2024-01-02,1.5,9", "count 1.5 is not a whole number"),
        ("a,2024-01-02,nan,9", "count nan is not a number of at least 0"),
        ("a,2024-01-02,inf,9", "count inf is not a number of at least 0"),
        ("a,2024-01-02,many,9", "count 'many' is not a number"),
        ("a,2024-01-02,1.000,9", "count 1.000 can be read in two ways; write it without a dot"),
        ("a,2024-01-02,1e300,9", "count 1e300 is above 1000000000"),
        ("a,2024-01-02,1,-9", "exposure -9 is not a number of at least 0"),
        ("a,2024-01-02,4,0", "count 4 at exposure 0"),
        ("a,2.1.2024,1,9", "date '2.1.2024' is not an ISO date"),
        ("a,2024-01-02T06:00:00,1,9", "date 2024-01-02T06:00:00 is no day after 2024-01-01T00:00:00"),
        ("a,2024-01-02,1", "3 columns instead of 4"),
        (",2024-01-02,1,9", "series is empty"),
        ("a,2024-01-01,7,9", "series 'a' has a second row for 2024-01-01"),
        ("a,2024-01-01T00:00:00,7,9", "series 'a' has a second row for 2024-01-01"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_line(tmp_path, bad, message):
    with pytest.raises(CountsFileError, match=f"^line 3: {message}"):
        run(lines_of(tmp_path, "a,2024-01-01,1,9", bad))
    assert not (tmp_path / "scores.csv").exists()


@pytest.mark.parametrize(
    ("header", "message"), [("series,date", "line 1: column count"), ("series,date,count", "line 2: the file")]
)
def test_a_file_without_columns_or_rows_is_refused(tmp_path, header, message):
    with pytest.raises(CountsFileError, match=message):
        run(lines_of(tmp_path, header=header))


def test_a_start_after_the_last_row_is_refused_and_one_before_the_first_is_not(tmp_path):
    path = lines_of(tmp_path, "a,2024-01-01,1,9")
    assert run(path, start="2020-01-01").rows == 1
    with pytest.raises(CountsFileError, match="lies after the last row"):
        run(path, start="2024-01-02")


def test_a_date_of_a_far_century_is_refused_before_memory_runs_out(tmp_path):
    rows = [f"s{number},2024-01-01,1,9" for number in range(100)]
    with pytest.raises(CountsFileError, match="too many"):
        run(lines_of(tmp_path, *rows, "s1,9024-01-01,1,9"))


def test_a_cell_that_is_never_closed_is_refused_with_its_line(tmp_path):
    with pytest.raises(CountsFileError, match=r"^line \d+: field larger"):
        run(lines_of(tmp_path, "a,2024-01-01,1,9", '"a,2024-01-02,1,9', *["b,2024-01-02,1,9"] * 9000))


def test_semicolons_of_a_german_spreadsheet_are_read(tmp_path):
    run(lines_of(tmp_path, "Naht, offen;2024-01-01;3;9", header="series;date;count;exposure"))
    assert scanned(tmp_path / "scores.csv")[0]["series"] == "Naht, offen"


def test_days_stay_those_of_the_shop_when_the_clocks_change(tmp_path):
    days = ["2024-03-30T00:00:00+01:00", "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00"]
    run(lines_of(tmp_path, *(f"a,{day},{number},9" for number, day in enumerate(days))), start="2024-03-30")
    rows = scanned(tmp_path / "scores.csv")
    assert [(row["date"], row["observed"]) for row in rows] == [
        ("2024-03-30", "0"), ("2024-03-31", "1"), ("2024-04-01", "2")
    ]  # fmt: skip


def test_the_hour_that_comes_twice_in_autumn_is_two_hours(tmp_path):
    hours = ["2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00", "2024-10-27T03:00:00+01:00"]
    run(lines_of(tmp_path, *(f"a,{hour},{n},9" for n, hour in enumerate(hours))), "hour", "2024-10-27T02:00:00+02:00")
    rows = scanned(tmp_path / "scores.csv")
    assert [row["observed"] for row in rows] == ["0", "1", "2"]
    assert rows[0]["date"] == "2024-10-27T00:00:00+00:00"


def test_the_hour_that_is_left_out_in_spring_is_missing_and_no_quiet_hour(tmp_path):
    hours = ["2024-03-31T01:00:00", "2024-03-31T03:00:00"]
    run(lines_of(tmp_path, *(f"a,{hour},4,9" for hour in hours)), "hour", hours[0])
    assert [row["observed"] for row in scanned(tmp_path / "scores.csv")] == ["4", "", "4"]


def test_times_with_and_without_an_offset_are_not_mixed(tmp_path):
    with pytest.raises(CountsFileError, match=r"^line 3: date .* mixes times with and without an offset"):
        run(lines_of(tmp_path, "a,2024-01-01T00:00:00,1,9", "a,2024-01-01T02:00:00+01:00,1,9"), "hour")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A file of a year in which every series but the first has something odd; the judged rows by series."""
    panel = quiet_panel(series=20, steps=325, seed=6, levels=(6.0,))
    counts, exposure = panel.counts, panel.exposure
    counts[1], counts[2, 200:], counts[3, 300] = 0, 0, 1_000_000
    counts[4, 100:250], exposure[4, 100:250] = np.nan, np.nan
    counts[5, :324], exposure[5, :324] = np.nan, np.nan
    exposure[6] = np.maximum(counts[6] - 1, 1)
    counts[7], exposure[7] = 3, np.nan
    names = ["plain", "zeros", "dies", "million", "gap", "one day", "below", "no exposure"]
    names += [f"plain {number}" for number in range(12)]
    path = written(tmp_path_factory.mktemp("odd") / "counts.csv", panel, names)
    done = scan_file(path, path.with_name("scores.csv"), "day", "2024-09-27", 0.1)
    rows = scanned(path.with_name("scores.csv"))
    return done, {name: [row for row in rows if row["series"] == name] for name in names}


def alarms_of(rows):
    return [number for number, row in enumerate(rows) if row["alarm"] == "1"]


def test_only_the_day_of_a_million_alarms_and_at_once(odd):
    done, series = odd
    assert {name for name, rows in series.items() if alarms_of(rows)} == {"million"}
    assert alarms_of(series["million"])[0] == 30
    assert done.alarmed == 1


def test_zeros_and_a_series_that_dies_expect_little_and_a_gap_is_no_quiet_time(odd):
    _, series = odd
    assert all(float(row["expected"]) < 0.1 for row in series["zeros"])
    assert float(series["dies"][-1]["expected"]) < 6
    assert 3 < float(series["gap"][-1]["expected"]) < 12


def test_a_series_that_cannot_be_judged_is_named_and_not_passed_over(odd):
    done, series = odd
    assert "no exposure" in done.never_judged
    assert all(row["expected"] == "" for row in series["no exposure"])
    assert "plain" not in done.never_judged


def test_one_day_of_history_is_too_early_to_say(tmp_path):
    done = run(lines_of(tmp_path, "a,2024-01-01,400,900"))
    assert (done.rows, done.judged, done.alarmed) == (1, 0, 0)


def test_a_budget_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="budget"):
        scan_file(lines_of(tmp_path, "a,2024-01-01,1,9"), tmp_path / "o.csv", "day", "2024-01-01", 0)
