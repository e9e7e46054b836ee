"""Looking after models at the command line."""

from __future__ import annotations

from tests.cli.conftest import Feedback


async def test_the_starter_model_reads_and_all_comments_can_be_read_again(feedback: Feedback) -> None:
    await feedback.done("demo")
    await feedback.done("worker", "--once")
    outcome = await feedback.done("models", "reread")
    assert "comments read," in outcome.out
    assert int(outcome.out.split()[0]) > 100
    listed = (await feedback.done("models", "list", "--json")).json
    assert [(line["state"], line["labels"]) for line in listed] == [("active", 0)]
    assert (await feedback.done("models", "reread", "--stop")).out.strip() == "Nothing is being read again."


async def test_what_cannot_be_done_is_said_in_one_sentence(feedback: Feedback) -> None:
    activated = await feedback("models", "activate", "shop-1")
    assert (activated.code, activated.err.strip()) == (1, "There is no model shop-1.")
    back = await feedback("models", "rollback")
    assert (back.code, back.err.strip()) == (1, "There is no model before the one that reads now.")
