"""What teams and programs are told of comments that may tell of danger, in the language of the request or the team.

Invariant: no customer's words and no address of a customer stand in it: kinds, product and a link.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC

from classifier.flag_words import kind_words
from classifier.flags import FlagNews
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.letters import MailPage
from feedback_app.foundation.languages import format_number, language
from feedback_app.foundation.languages import gettext as _


def flag_page(news: FlagNews, url: str) -> MailPage:
    """Return what is said about one comment: kind, product and link."""
    kinds, product = ", ".join(kind_words(news.kinds)), news.product or news.sku
    return MailPage(
        lang=language(),
        subject=_("Check safety: %(kinds)s") % {"kinds": kinds} + (f" – {product}" if product else ""),
        paragraphs=(
            _("A customer wrote something that may tell of danger: %(kinds)s.") % {"kinds": kinds},
            *([_("Product: %(product)s") % {"product": product}] if product else []),
            _("Please look at it now and say whether it is dangerous or harmless. The words may be harmless."),
        ),
        url=url,
        link=_("Read the comment and decide"),
        footer=_("You receive this because your team looks after the safety of products or customers."),
    )


def flags_page(news: Sequence[FlagNews], url: str) -> MailPage:
    """Return what is said about many comments at once: how many, and of which kinds."""
    kinds = ", ".join(kind_words(dict.fromkeys(kind for one in news for kind in one.kinds)))
    count = format_number(len(news))
    return MailPage(
        lang=language(),
        subject=_("Check safety: %(count)s comments") % {"count": count},
        paragraphs=(
            _("%(count)s comments may tell of danger: %(kinds)s.") % {"count": count, "kinds": kinds},
            _("Please look at them now and say which are dangerous. Some of the words may be harmless."),
        ),
        url=url,
        link=_("Read the comments and decide"),
        footer=_("You receive this because your team looks after the safety of products or customers."),
    )


def note_of(page: MailPage) -> Note:
    """Return the same for chats."""
    return Note(page.subject, page.paragraphs, page.url, page.link, page.footer)


def flag_json(news: FlagNews, url: str) -> str:
    """Return the webhook's body about one flag; keys are stable, and none of the customer's words is in it."""
    return json.dumps(
        {
            "type": "safety.flagged",
            "timestamp": news.flagged_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": {"id": news.id, "kinds": news.kinds, "product": news.product, "sku": news.sku, "url": url},
        },
        ensure_ascii=False,
    )
