"""Every verb of the command line, called as a shop calls it, on both engines where there is a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Feedback
from tests.cli.shop_year import write_year

LAST = date(2026, 11, 20)
SUBMISSIONS = "external_id;submitted_at;language;sku;product;carrier;reason;rating;comment\n"


def written(file: Path, *lines: str) -> Path:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def three_rows(tmp_path: Path) -> Path:
    return written(
        tmp_path / "three.csv",
        SUBMISSIONS.strip(),
        "R-1;18.11.2026 09:30;de;T-1;Teller;GLS;damaged_transport;2;Der Teller kam in Scherben an.",
        "R-2;19.11.2026;de;T-1;Teller;DHL;too_small;;",
        "R-3;2026-11-20T08:00:00+01:00;en;T-2;Tasse;DHL;;5;",
    )


async def test_migrate_brings_an_empty_database_up_to_date_and_then_has_nothing_to_do(rooms: Feedback, empty_url: str):
    first = await rooms.done("migrate", DATABASE_URL=empty_url)
    again = await rooms.done("migrate", DATABASE_URL=empty_url)
    assert int(first.out.split()[0]) > 0
    assert again.out == "0 migrations ran; the database is up to date.\n"


async def test_the_first_verb_on_an_empty_database_needs_no_migrate_before_it(
    rooms: Feedback, empty_url: str, three_rows: Path
):
    outcome = await rooms.done("import", "submissions", three_rows, DATABASE_URL=empty_url)
    assert outcome.out == "3 rows stored, 0 were known, 0 had a problem.\n"


async def test_a_dry_run_says_what_would_happen_and_stores_nothing(feedback: Feedback, three_rows: Path):
    outcome = await feedback.done("import", "submissions", three_rows, "--dry-run")
    assert outcome.out == "3 rows would be stored, 0 were known, 0 had a problem.\n"
    assert (await feedback.done("submissions", "list", "--json")).json == []


async def test_importing_twice_changes_nothing(feedback: Feedback, three_rows: Path):
    first = await feedback.done("import", "submissions", three_rows, "--json")
    before = await feedback.done("submissions", "list", "--json")
    again = await feedback.done("import", "submissions", three_rows, "--json")
    assert (first.json["stored"], first.json["known"]) == (3, 0)
    assert (again.json["stored"], again.json["known"]) == (0, 3)
    assert (await feedback.done("submissions", "list", "--json")).out == before.out


async def test_bad_rows_are_named_with_their_lines_and_the_others_are_stored(feedback: Feedback, tmp_path: Path):
    file = written(
        tmp_path / "bad.csv",
        SUBMISSIONS.strip(),
        "R-1;gestern;;;;;;;",
        "R-2;19.11.2026;;;;;;9;",
        "R-3;19.11.2026;;;;;;;",
    )
    outcome = await feedback("import", "submissions", file)
    assert outcome.code == 1
    assert outcome.out == "1 rows stored, 0 were known, 2 had a problem.\n"
    assert [line.split(": ")[:2] for line in outcome.err.splitlines() if line.startswith("line")] == [
        ["line 2", "submitted_at"],
        ["line 3", "rating"],
    ]


async def test_bad_rows_are_in_the_json_too(feedback: Feedback, tmp_path: Path):
    file = written(tmp_path / "bad.csv", SUBMISSIONS.strip(), "R-1;gestern;;;;;;;")
    outcome = await feedback("import", "submissions", file, "--dry-run", "--json")
    assert outcome.code == 1
    assert [(found["line"], found["column"]) for found in outcome.json["problems"]] == [(2, "submitted_at")]


async def test_a_file_without_its_needed_column_is_refused_in_one_sentence(feedback: Feedback, tmp_path: Path):
    outcome = await feedback("import", "submissions", written(tmp_path / "a.csv", "comment", "hallo"))
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.splitlines()[-1] == "line 1: submitted_at: The header lacks this column."


async def test_shipments_are_imported_once_and_corrected_later(feedback: Feedback, tmp_path: Path):
    sent = written(tmp_path / "sent.csv", "date,sku,carrier,quantity", "2026-11-19,T-1,GLS,40", "2026-11-20,T-1,GLS,30")
    right = written(tmp_path / "right.csv", "date,sku,carrier,quantity", "2026-11-20,T-1,GLS,31")
    dry = await feedback.done("import", "shipments", sent, "--dry-run")
    assert dry.out == "2 rows would be stored, 0 were known, 0 had a problem.\n"
    seen = [(await feedback.done("import", "shipments", file, "--json")).json for file in (sent, sent, right, right)]
    assert [(report["stored"], report["known"]) for report in seen] == [(2, 0), (0, 2), (1, 0), (0, 1)]


async def test_bad_shipments_are_named_with_their_lines(feedback: Feedback, tmp_path: Path):
    file = written(tmp_path / "sent.csv", "date,quantity", "2026-11-19,viele", "2026-11-20,3")
    outcome = await feedback("import", "shipments", file)
    assert (outcome.code, outcome.out) == (1, "1 rows stored, 0 were known, 1 had a problem.\n")
    assert outcome.err.startswith("line 2: quantity: ")


async def test_submissions_are_listed_newest_first_with_their_themes(feedback: Feedback, three_rows: Path):
    await feedback.done("import", "submissions", three_rows)
    await feedback.done("worker", "--once", "--now", "2026-11-20")
    listed = (await feedback.done("submissions", "list", "--json")).json
    assert all({"id", "submitted_at", "language", "reason", "comment", "themes"} <= set(entry) for entry in listed)
    assert [(entry["external_id"], entry["language"], entry["reason"]) for entry in listed] == [
        ("R-3", "en", ""),
        ("R-2", "de", "too_small"),
        ("R-1", "de", "damaged_transport"),
    ]
    assert datetime.fromisoformat(listed[2]["submitted_at"]).utcoffset() == timedelta(0)
    assert "damaged_transport" in listed[2]["themes"]
    assert "Scherben" in listed[2]["comment"]
    assert len((await feedback.done("submissions", "list", "--limit", "1", "--json")).json) == 1
    assert "damaged_transport" in (await feedback.done("submissions", "list")).out


async def test_the_worker_runs_once_at_the_given_time_and_alerts_are_listed(feedback: Feedback, tmp_path: Path):
    file = write_year(tmp_path / "rise.csv", LAST, rising="GLS", rise=4, days=70, answers_a_day=80)
    await feedback.done("import", "submissions", file)
    assert "alert 1" in (await feedback.done("worker", "--once", "--now", "2026-11-20T12:00:00+01:00")).out
    (alert,) = (await feedback.done("alerts", "list", "--json")).json
    assert isinstance(alert["id"], int)
    assert (alert["state"], alert["team"], alert["theme"]) == ("new", "logistics", "damaged_transport")
    assert alert["slice"] == {"carrier": "GLS"}
    assert date(2026, 11, 11) <= date.fromisoformat(alert["since"]) <= date(2026, 11, 17)
    assert alert["lower"] <= alert["expected"] <= alert["upper"] < alert["observed"]
    again = await feedback.done("worker", "--once", "--now", "2026-11-20T12:00:00+01:00")
    assert set(again.out.split()[1::2]) == {"0,", "0"}
    assert "GLS" in (await feedback.done("alerts", "list")).out


@pytest.mark.parametrize("moment", ["gestern", "2026-13-01", "20.11.2026"])
async def test_a_time_that_is_none_is_wrong_usage(rooms: Feedback, moment: str):
    outcome = await rooms("worker", "--once", "--now", moment)
    assert outcome.code == 2
    assert "ISO 8601" in outcome.err


async def test_an_unknown_order_is_answered_with_a_plain_sentence(feedback: Feedback):
    outcome = await feedback("invite", "--order", "B-0815")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "no order has the number 'B-0815'\n")


async def test_members_are_added_changed_and_listed(feedback: Feedback):
    words = ("members", "add", "--email", "lea@shop.test", "--name", "Lea", "--password", "a long password")
    await feedback.done(*words, "--role", "viewer")
    outcome = await feedback.done(*words, "--role", "logistics")
    assert outcome.out == "lea@shop.test can sign in as logistics.\n"
    listed = (await feedback.done("members", "list", "--json")).json
    assert listed == [{"email": "lea@shop.test", "name": "Lea", "role": "logistics", "active": True}]
    assert (await feedback.done("members", "list")).out == "lea@shop.test  logistics  Lea\n"


async def test_a_member_is_locked_out_once_and_let_in_again_by_adding(feedback: Feedback):
    words = ("members", "add", "--email", "lea@shop.test", "--name", "Lea", "--password", "a long password")
    await feedback.done(*words, "--role", "viewer")
    out = await feedback.done("members", "deactivate", "--email", "Lea@shop.test")
    assert out.out == "Lea@shop.test cannot sign in any more.\n"
    assert (await feedback.done("members", "list")).out == "lea@shop.test  viewer  Lea  (inactive)\n"
    again = await feedback("members", "deactivate", "--email", "lea@shop.test")
    assert (again.code, again.out, len(again.err.splitlines())) == (1, "", 1)
    await feedback.done(*words, "--role", "viewer")
    assert (await feedback.done("members", "list", "--json")).json[0]["active"] is True


async def test_keys_are_listed_without_what_opens_the_api(feedback: Feedback):
    keys = [(await feedback.done("api-keys", "create", name, "--json")).json["key"] for name in ("ERP", "Till")]
    await feedback.done("api-keys", "revoke", keys[0][:12])
    listed = (await feedback.done("api-keys", "list", "--json")).json
    assert [(key["prefix"], key["name"], key["revoked"] is None) for key in listed] == [
        (keys[0][:12], "ERP", False),
        (keys[1][:12], "Till", True),
    ]
    plain = (await feedback.done("api-keys", "list")).out
    assert ("revoked" in plain.splitlines()[0], "revoked" in plain.splitlines()[1]) == (True, False)
    assert not any(key in plain for key in keys)


async def test_a_password_that_is_too_short_is_refused_in_one_sentence(feedback: Feedback):
    outcome = await feedback(
        "members", "add", "--email", "lea@shop.test", "--name", "Lea", "--role", "viewer", "--password", "short"
    )
    assert (outcome.code, len(outcome.err.splitlines())) == (1, 1)


async def test_a_key_is_revoked_once(feedback: Feedback):
    made = (await feedback.done("api-keys", "create", "shop", "--json")).json
    assert made["key"].startswith("fbk_")
    revoked = await feedback.done("api-keys", "revoke", made["key"][:12])
    assert revoked.out == "1 key revoked.\n"
    again = await feedback("api-keys", "revoke", made["key"][:12])
    assert (again.code, again.out) == (1, "")


@pytest.mark.slow
async def test_the_demo_is_loaded_once_and_removed_again(feedback: Feedback):
    loaded = await feedback.done("demo")
    assert "Planted, to be found:" in loaded.out
    assert "/login" in (await feedback.done("demo", "--if-empty")).out
    assert "there already" in (await feedback.done("demo")).out
    await feedback.done("demo", "--remove")
    assert (await feedback.done("submissions", "list", "--json")).json == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://shop"),
        ("FEEDBACK_SECRET", "short"),
        ("FEEDBACK_PORT", "http"),
        ("FEEDBACK_BASE_URL", "shop.example"),
        ("FEEDBACK_TIMEZONE", "Europa/Berlin"),
        ("FEEDBACK_SMTP_URL", "mail.shop.example"),
        ("FEEDBACK_MAIL_FROM", "nobody"),
        ("FEEDBACK_MAIL_LOGISTICS", "a@b@c"),
        ("FEEDBACK_WEBHOOK_URL", "ftp://shop.example"),
        ("FEEDBACK_WEBHOOK_SECRET", "whsec_short"),
        ("FEEDBACK_TRUSTED_PROXY", "proxy.shop.example"),
        ("FEEDBACK_WEBHOOK_PRIVATE", "maybe"),
        ("FEEDBACK_FALSE_ALARMS_PER_MONTH", "none"),
        ("FEEDBACK_INVITATION_DAYS", "200"),
    ],
)
async def test_a_wrong_setting_stops_the_start_and_names_itself(rooms: Feedback, variable: str, value: str):
    outcome = await rooms("alerts", "list", **{variable: value})
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"Setting {variable} is wrong. Expected: ")
    assert value not in outcome.err


async def test_mail_without_anybody_to_send_it_to_names_the_missing_setting(rooms: Feedback):
    outcome = await rooms("alerts", "list", FEEDBACK_SMTP_URL="smtp://127.0.0.1:25")
    assert (outcome.code, "FEEDBACK_MAIL_TO" in outcome.err) == (2, True)


async def test_a_webhook_without_a_secret_names_the_missing_setting(rooms: Feedback):
    outcome = await rooms("alerts", "list", FEEDBACK_WEBHOOK_URL="https://hook.shop.example/")
    assert (outcome.code, "FEEDBACK_WEBHOOK_SECRET" in outcome.err) == (2, True)


@pytest.mark.parametrize("words", [("fly",), ("import", "orders"), ("themes", "predict"), ("alerts", "list", "--no")])
async def test_wrong_usage_ends_with_two(rooms: Feedback, words: tuple[str, ...]):
    outcome = await rooms(*words)
    assert (outcome.code, outcome.out) == (2, "")


@pytest.mark.parametrize("url", ["postgresql://nobody:a-secret@127.0.0.1:1/none", "sqlite:////proc/none/feedback.db"])
async def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(rooms: Feedback, url: str):
    outcome = await rooms("alerts", "list", DATABASE_URL=url)
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (1, "", 1)
    assert "DATABASE_URL" in outcome.err
    assert "a-secret" not in outcome.err
