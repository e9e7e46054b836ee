"""The parts of the form that ask about returned items: which come back, and why each of them does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Item
from surveys.definition import FollowUp, ItemQuestions, SelfHelp, Wish
from surveys.form.marks import Marks
from surveys.form.parts import (
    Chip,
    ChipsPage,
    CommentPart,
    FollowUpPart,
    GroupPart,
    HelpPart,
    ItemPart,
    ItemTick,
    Option,
    PhotoPart,
)
from surveys.form.reason_choices import OfferedGroup, follow_ups_for, help_for, offered_groups, photo_rule
from surveys.form.view import FormView
from surveys.ports import Guess
from surveys.wording import said

NOT_STATED: Final = "none"
FOLLOW_UP_LIMIT: Final = 200
REASON: Final = ""  # all reasons of an item are one question to Marks


def item_ticks(view: FormView) -> tuple[ItemTick, ...]:
    """Return the items of the order to tick."""
    chosen = view.fields.get("item", ())
    return tuple(ItemTick(item.key, item.name, item.variant, item.quantity, item.key in chosen) for item in view.items)


def item_part(view: FormView, questions: ItemQuestions, item: Item) -> ItemPart:
    """Return everything that is asked about one item."""
    reasons = _Reasons.of(view, questions, item)
    return ItemPart(
        key=item.key,
        name=item.name,
        variant=item.variant,
        quantity=item.quantity,
        pieces=_pieces(view, item),
        question=said(questions.words),
        groups=tuple(reasons.group(group) for group in reasons.offered if group.code in view.reason_names),
        not_stated=Option(NOT_STATED, _("No answer"), view.one(f"reason-{item.key}") == NOT_STATED),
        after=reasons.follow_ups_between(),
        after_helps=reasons.helps_between(),
        comment=_comment(view, questions, item),
        photo=reasons.photo(),
        wishes=_wishes(view, questions, item),
    )


def chips_of(place: str, guesses: Collection[Guess], chosen: Collection[str], names: dict[str, str]) -> ChipsPage:
    """Return the chips below a text: what was ticked before, then what is guessed now."""
    known = names | {guess.theme: guess.name for guess in guesses}
    codes = [*(code for code in dict.fromkeys(chosen) if code in known)]
    codes += [guess.theme for guess in guesses if guess.theme not in codes]
    return ChipsPage(
        place,
        tuple(Chip(code, known[code], code in chosen) for code in codes),
        tuple(code for code in dict.fromkeys(chosen) if code not in known),
    )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """One item's reasons and all that hangs on them."""

    view: FormView
    questions: ItemQuestions
    item: Item
    offered: tuple[OfferedGroup, ...]
    places: dict[str, str]
    helped: dict[str, frozenset[tuple[str, str]]]
    marks: Marks

    @classmethod
    def of(cls, view: FormView, questions: ItemQuestions, item: Item) -> _Reasons:
        offered = offered_groups(questions, item, view.seed)
        places = _places(offered)
        conditions = [_meets(one.reasons, places) for one in follow_ups_for(questions, item)]
        helped = {one.code: _helped_by(questions, one, places) for one in questions.helps}
        conditions += helped.values()
        conditions += [_with_photo(questions, places, ("optional", "required"))]
        conditions += [_with_photo(questions, places, ("required",))]
        marks = Marks(condition for condition in conditions if condition)
        return cls(view, questions, item, offered, places, helped, marks)

    def group(self, group: OfferedGroup) -> GroupPart:
        field = f"detail-{self.item.key}-{group.code}"
        inside = {group.code, *(child.code for child in group.children)}
        return GroupPart(
            option=self._option(f"reason-{self.item.key}", group.code),
            field=field,
            children=tuple(self._option(field, c.code) for c in group.children if c.code in self.view.reason_names),
            follow_ups=tuple(self._follow_up(one) for one in self._follow_ups() if self._offered_in(one) <= inside),
            helps=tuple(self._help(one) for one in self._helps() if self._offered_in(one) <= inside),
        )

    def follow_ups_between(self) -> tuple[FollowUpPart, ...]:
        return tuple(self._follow_up(one) for one in self._follow_ups() if self._is_between(one))

    def helps_between(self) -> tuple[HelpPart, ...]:
        return tuple(self._help(one) for one in self._helps() if self._is_between(one))

    def photo(self) -> PhotoPart | None:
        wanted = _with_photo(self.questions, self.places, ("optional", "required"))
        needed = _with_photo(self.questions, self.places, ("required",))
        if not wanted:
            return None
        key = self.item.key
        return PhotoPart(
            field=f"photo-{key}",
            question=_("Photo"),
            help=_("A picture often says it best. Only the shop sees it; place and time are removed from it."),
            shown=tuple(photo for photo in self.view.photos if photo.place == key),
            shown_by=self.marks.number(wanted),
            skip_field=f"nophoto-{key}" if needed else "",
            skipped=bool(self.view.one(f"nophoto-{key}")),
            asked_by=self.marks.number(needed) if needed else 0,
        )

    def _option(self, field: str, code: str) -> Option:
        return Option(code, self.view.reason_names[code], self.view.one(field) == code, self.marks.of(REASON, code))

    def _follow_ups(self) -> tuple[FollowUp, ...]:
        return tuple(one for one in follow_ups_for(self.questions, self.item) if self._offered_in(one))

    def _helps(self) -> tuple[SelfHelp, ...]:
        return tuple(one for one in self.questions.helps if self.helped[one.code])

    def _offered_in(self, one: FollowUp | SelfHelp) -> set[str]:
        return set(one.reasons) & self.places.keys()

    def _is_between(self, one: FollowUp | SelfHelp) -> bool:
        return len({self.places[code] for code in self._offered_in(one)}) > 1

    def _follow_up(self, one: FollowUp) -> FollowUpPart:
        field = f"follow-{self.item.key}-{one.code}"
        given = self.view.one(field)
        return FollowUpPart(
            field=field,
            question=said(one.words),
            options=tuple(Option(c.code, said(c.words), c.code == given) for c in one.choices),
            text=given,
            limit=FOLLOW_UP_LIMIT,
            shown_by=self.marks.number(_meets(one.reasons, self.places)),
        )

    def _help(self, one: SelfHelp) -> HelpPart:
        return HelpPart(
            field=f"helped-{self.item.key}",
            text=said(one.words),
            url=one.url,
            helped=bool(self.view.one(f"helped-{self.item.key}")),
            shown_by=self.marks.number(self.helped[one.code]),
        )


def _places(offered: Collection[OfferedGroup]) -> dict[str, str]:
    """Return the group in which each offered code stands; a group stands in itself."""
    places = {child.code: group.code for group in offered for child in group.children}
    return places | {group.code: group.code for group in offered}


def _meets(reasons: Collection[str], offered: Collection[str]) -> frozenset[tuple[str, str]]:
    return frozenset((REASON, code) for code in reasons if code in offered)


def _helped_by(questions: ItemQuestions, one: SelfHelp, places: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return the codes that show this help. Of several only the first is shown, so one may be shown by none."""
    return frozenset((REASON, code) for code, group in places.items() if help_for(questions, code, group) == one)


def _with_photo(
    questions: ItemQuestions, places: Mapping[str, str], rules: Collection[str]
) -> frozenset[tuple[str, str]]:
    return frozenset((REASON, code) for code, group in places.items() if photo_rule(questions, code, group) in rules)


def _pieces(view: FormView, item: Item) -> int:
    typed = view.one(f"quantity-{item.key}")
    return int(typed) if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= item.quantity else 1


def _comment(view: FormView, questions: ItemQuestions, item: Item) -> CommentPart | None:
    if questions.comment is None:
        return None
    chosen = view.fields.get(f"theme-{item.key}", ())
    guesses = view.guesses.get(item.key, ())
    return CommentPart(
        field=f"comment-{item.key}",
        question=said(questions.comment.words),
        help=said(questions.comment.help),
        text=view.one(f"comment-{item.key}"),
        limit=questions.comment.limit,
        chips=chips_of(item.key, guesses, chosen, dict(view.theme_names)),
        suggest_url=view.suggest_url,
        place=item.key,
    )


def _wishes(view: FormView, questions: ItemQuestions, item: Item) -> tuple[Option, ...]:
    if not questions.wishes:
        return ()
    names: dict[Wish, str] = {
        "refund": _("Money back"),
        "exchange": _("Exchange"),
        "repair": _("Repair"),
        "discount": _("Keep it for less"),
    }
    chosen = view.one(f"wish-{item.key}")
    offered = [Option(wish, names[wish], wish == chosen) for wish in questions.wishes]
    return (*offered, Option("", _("No answer"), False))
