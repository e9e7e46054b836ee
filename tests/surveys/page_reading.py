"""Reads a page as somebody does who cannot see it: its controls with their names, its groups, its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "img", "br", "path", "circle"}
CONTROLS = {"input", "select", "textarea"}


@dataclass
class Element:
    """One element with what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    parts: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below this one, of these tags or of all."""
        for part in self.parts:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def above(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        if self.parent:
            yield self.parent
            yield from self.parent.above()

    @property
    def text(self) -> str:
        return " ".join("".join(part if isinstance(part, str) else part.text for part in self.parts).split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class Reading(HTMLParser):
    """A page as a tree of elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self._at = Element("page", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.parts.append(made)
        if tag not in VOID:
            self._at = made

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._at.parent:
            closed, self._at = self._at.tag, self._at.parent
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        self._at.parts.append(data)

    def all(self, *tags: str) -> list[Element]:
        return list(self.root.all(*tags))

    def one(self, tag: str, **attributes: str) -> Element:
        """The first element of this tag with these attributes (``class_`` and ``for_`` for the reserved words)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return next(found for found in self.all(tag) if all(found[name] == value for name, value in wanted.items()))

    def has(self, tag: str, **attributes: str) -> bool:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return any(all(found[name] == value for name, value in wanted.items()) for found in self.all(tag))

    def controls(self, name: str = "") -> list[Element]:
        """What people can fill in: hidden fields and the trap for robots left out."""
        shown = [one for one in self.all(*CONTROLS) if one["type"] != "hidden" and not in_trap(one)]
        return [one for one in shown if one["name"] == name] if name else shown

    def chosen(self, name: str) -> list[str]:
        return [one["value"] for one in self.controls(name) if "checked" in one.attributes]

    def name_of(self, control: Element) -> str:
        """What a screen reader calls a control."""
        labels = [label.text for label in self.all("label") if label["for"] and label["for"] == control["id"]]
        return " ".join([*labels, *(one.text for one in control.above() if one.tag == "label")])

    @property
    def words(self) -> str:
        return self.root.text


def in_trap(control: Element) -> bool:
    return any(one["aria-hidden"] == "true" for one in control.above())
