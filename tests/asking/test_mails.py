"""The mail that asks: both parts say the same, nothing comes from elsewhere, and there is always a way to object."""

import re
from html.parser import HTMLParser

import pytest

from feedback_app.alerts.channels import Letter, mail
from feedback_app.asking.mails import Occasion, invitation_mail, scores_of
from surveys.built_in import RETURNS
from surveys.built_in_scores import CES, CSAT, NPS
from surveys.surveys import publish
from surveys.tables import Shop
from tests.asking.asking_world import BUYER, CONSENT, ask, link, parts, planned


class Links(HTMLParser):
    """The links of an HTML text with what they say, and everything that would be loaded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loaded += [value for name, value in attrs if name in {"src", "srcset", "background", "data"}]
        if tag == "a":
            self.found.append((dict(attrs)["href"], ""))

    def handle_data(self, data):
        if self.tags and self.tags[-1] in {"a", "b", "span"} and self.found:
            self.found[-1] = (self.found[-1][0], self.found[-1][1] + data)


def said_by(html: str, url: str) -> str:
    return next(" ".join(said.split()) for href, said in Links(html).found if href == url)


def occasion(**changes) -> Occasion:
    usual = {"shop": "Haus & Hose", "order": "O-1", "language": "de", "du": False, "host": "shop.example"}
    return Occasion(**{**usual, "legal_basis": "consent", **changes})


async def sent(house, channels, postbox, survey="csat", basis=CONSENT, **more):
    await planned(house, basis, survey=survey, **more)
    assert await ask(house, channels) == 1
    return postbox.mails[-1]


async def test_a_mail_says_the_same_in_text_and_html(house, channels, postbox):
    letter = await sent(house, channels, postbox)
    plain, html = parts(letter)
    assert letter.get_content_type() == "multipart/alternative"
    assert "Wie zufrieden sind Sie insgesamt mit Ihrer Bestellung?" in plain
    assert "Wie zufrieden sind Sie insgesamt mit Ihrer Bestellung?" in html
    assert "Haus & Hose" in plain
    assert "Haus &amp; Hose" in html
    assert '<html lang="de">' in html
    assert len(re.findall("<h1", html)) == 1
    assert "Wie war Ihre Bestellung O-1?" in html
    assert not re.search(r"[{}]", plain + html)


async def test_the_score_links_stand_in_one_row_with_words(house, channels, postbox):
    plain, html = parts(await sent(house, channels, postbox))
    token = link(plain)
    for value, word in enumerate(("gar nicht", "wenig", "mittel", "ziemlich", "sehr"), 1):
        url = f"https://shop.example/s/{token}?score={value}"
        assert f"{value} – {word}:\n{url}\n" in plain
        assert said_by(html, url) == f"{value} {word}"


async def test_no_image_and_no_other_host_stands_in_a_mail(house, channels, postbox):
    _, html = parts(await sent(house, channels, postbox))
    read = Links(html)
    assert read.loaded == []
    assert not {"img", "script", "link", "iframe", "style"} & set(read.tags)
    assert len(read.found) == 7
    assert all(href.startswith("https://shop.example/") for href, _ in read.found)
    hosts = set(re.findall(r"https?://([^/\"\s<]+)", html))
    assert hosts == {"shop.example"}


async def test_links_in_words_name_the_real_host(house, channels, postbox):
    _, html = parts(await sent(house, channels, postbox))
    worded = [said.strip() for href, said in Links(html).found if "?score=" not in href]
    assert worded == ["Formular auf shop.example öffnen", "Keine solchen Fragen mehr (shop.example)"]


async def test_mail_programs_get_the_one_click_headers(house, channels, postbox):
    letter = await sent(house, channels, postbox)
    token = link(parts(letter)[0], "u")
    assert letter["List-Unsubscribe"] == f"<https://shop.example/u/{token}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"].endswith("@shop.example>")


def test_a_long_link_stays_whole_in_its_header():
    url = f"<https://{'feedback.' * 12}shop.example/u/{'x' * 47}>"
    letter = Letter("msg_1", "a@post.example", "S", "text", "", 0, (("List-Unsubscribe", url),))
    from aiosmtplib.email import flatten_message

    assert f"List-Unsubscribe: {url}\r\n".encode() in flatten_message(mail.compose(letter, "f@shop.example"))


def test_a_header_with_a_line_break_is_refused():
    letter = Letter("msg_1", "a@post.example", "S", "text", "", 0, (("List-Unsubscribe", "<x>\r\nBcc: b@c.d"),))
    with pytest.raises(ValueError, match="List-Unsubscribe"):
        mail.compose(letter, "f@shop.example")


async def test_existing_customers_read_of_their_right_to_object(house, channels, postbox):
    plain, html = parts(await sent(house, channels, postbox, basis=BUYER))
    for text in (plain, html):
        assert "Übermittlungskosten nach den Basistarifen" in text
        assert "/u/" in text


async def test_a_mail_speaks_the_customers_language(house, channels, postbox):
    letter = await sent(house, channels, postbox, language="en")
    plain, html = parts(letter)
    assert letter["Subject"] == "How was your order O-1?"
    assert '<html lang="en">' in html
    assert "3 – so-so:" in plain
    assert "because you agreed that Haus & Hose asks" in plain


async def test_a_shop_that_says_du_does_so_in_mails(house, channels, postbox):
    await Shop.update({Shop.form_of_address: "du"}, force=True)
    plain, _ = parts(await sent(house, channels, postbox, basis=BUYER))
    assert "Wie zufrieden bist du" in plain
    assert "weil du bei Haus & Hose eingekauft hast" in plain
    assert not re.search(r"\b(Sie|Ihre?[nmrs]?|Ihnen)\b", plain)


async def test_a_name_that_is_markup_stays_text(house, channels, postbox):
    await Shop.update({Shop.name: "<b>Haus</b>\r\nBcc: x@y.z"}, force=True)
    letter = await sent(house, channels, postbox)
    assert "<b>Haus</b>" not in parts(letter)[1]
    assert letter["Bcc"] is None


def test_nps_names_its_ends_and_a_return_form_has_no_score_links():
    scores = scores_of(NPS)
    assert [score.value for score in scores] == list(range(11))
    assert [bool(score.label) for score in scores] == [True, *[False] * 9, True]
    assert len(scores_of(CES)) == 7
    assert scores_of(RETURNS) == ()


def test_a_survey_without_words_makes_no_mail():
    assert invitation_mail(RETURNS, occasion()) is None or "{survey_url}" in invitation_mail(RETURNS, occasion()).body


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("definition", [CSAT, CES, NPS])
def test_every_shipped_survey_has_a_mail_with_its_link(definition, language):
    text = invitation_mail(definition, occasion(language=language, is_reminder=True))
    assert text is not None
    for part in (text.body, text.html):
        assert "{survey_url}" in part
        assert "{objection_url}" in part
        assert not re.search(r"\{(shop|order)\}", part)


async def test_a_new_version_has_its_own_words(house, channels, postbox):
    import msgspec

    from surveys.definition import MailWords, Words

    words = MailWords(Words("Kurze Frage zu {order}"), Words("Hallo,\n\nzum Formular: {survey_url}\n\n{shop}"))
    await publish("csat", msgspec.structs.replace(CSAT, mail=words), house.now())
    letter = await sent(house, channels, postbox)
    assert letter["Subject"] == "Kurze Frage zu O-1"
    assert "zum Formular: https://shop.example/s/" in parts(letter)[0]
