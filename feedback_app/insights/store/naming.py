"""One product under one name: rows that say an article number only belong to the product that has this number. Pure.

What was packed stays as it was said; names are joined when months are read, so that a name that comes later reaches the
rows that came before it. Invariants: only a row without a name of its own gets one, the newest that its article number
was given, by customers' items first, then by shipments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback_app.insights.store.columns import Array, Chunk

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Articles:
    """What a month says of names: the newest name (product code) of each article number, and those without a name."""

    skus: Ints
    products: Ints
    nameless: Ints


def own_names(skus: Sequence[str], product_code: Mapping[str, int]) -> Ints:
    """Return by article code the product code of the same text, which stands for "no name"; -1 where there is none.

    skus: article numbers by code, the first is empty.
    """
    return np.array([-1, *(product_code.get(sku, -1) for sku in skus[1:])], np.int64)


def articles_of(chunk: Chunk, own: Ints) -> Articles:
    """Read what a month says of names."""
    sku, product = chunk.columns["sku"].astype(np.int64), chunk.columns["product"].astype(np.int64)
    same = product == own[sku]
    named, newest = (sku > 0) & (product > 0) & ~same, np.zeros(len(own), np.int64)
    newest[sku[named]] = product[named]
    skus = np.flatnonzero(newest)
    return Articles(skus, newest[skus], np.unique(sku[same]))


def names_of(articles: Iterable[Articles], own: Ints) -> Ints:
    """Return by article code its newest name, 0 for none; ``articles``: of all months, the newest last."""
    names = np.zeros(len(own), np.int64)
    for one in articles:
        names[one.skus] = one.products
    return names


def renamed(articles: Iterable[Articles], own: Ints, names: Ints, months: Iterable[Chunk]) -> Mapping[int, int]:
    """Return the product codes that stood for an article number alone, with those of the products they belong to.

    months: with all rows under their names. A code that still has rows is a product of this very name, and stays.
    """
    skus = {int(sku) for one in articles for sku in one.nameless}
    found = {int(own[sku]): int(names[sku]) for sku in sorted(skus) if names[sku]}
    if not found:
        return found
    present = np.zeros(max(found) + 1, np.bool_)
    for month in months:
        product = month.columns["product"]
        present[product[product < len(present)]] = True
    return {code: name for code, name in found.items() if not present[code]}


def joined(chunk: Chunk, articles: Articles, own: Ints, names: Ints) -> Chunk:
    """Return the month with all rows under their products' names; the same one where no name is missing."""
    if not names[articles.nameless].any():
        return chunk
    sku, product = chunk.columns["sku"].astype(np.int64), chunk.columns["product"].astype(np.int64)
    nameless = (product == own[sku]) & (names[sku] > 0)
    product[nameless] = names[sku[nameless]]
    column: Array = product.astype(np.int32)
    return replace(chunk, columns={**chunk.columns, "product": column})
