"""All routes of the customer's side that stand behind a link, in the order in which a customer meets them."""

from __future__ import annotations

from typing import Final

from surveys.form.erase_routes import erase, erase_page
from surveys.form.form_routes import answer, form, suggest
from surveys.form.photo_routes import customers_photo, own_photo
from surveys.form.status_routes import ask_for_news, delete, deletion, understood

ROUTES: Final = (
    form,
    answer,
    suggest,
    understood,
    ask_for_news,
    deletion,
    delete,
    own_photo,
    customers_photo,
    erase_page,
    erase,
)
