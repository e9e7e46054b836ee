"""Reads a QR code back from its drawing, after ISO/IEC 18004 and independently of what drew it.

Enough for what we print: byte mode, level Q, versions 5 to 10. An undamaged code needs no error correction, so none is
done: one wrong module and the text is wrong, which is what a test wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Matrix = list[list[bool]]
# Centres of alignment patterns, and data codewords of each block at level Q, by version.
ALIGNMENT = {5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46), 10: (6, 28, 50)}
BLOCKS_Q = {
    5: (15, 15, 16, 16),
    6: (19,) * 4,
    7: (14,) * 2 + (15,) * 4,
    8: (18,) * 4 + (19,) * 2,
    9: (16,) * 4 + (17,) * 4,
    10: (19,) * 6 + (20,) * 2,
}
LEVEL_Q = 0b11
FORMAT_MASK = 0x5412
MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def matrix_of(svg: str, quiet_zone: int = 4) -> Matrix:
    """Return the modules that an SVG of horizontal strokes draws, without the quiet zone around them."""
    view = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert view is not None
    assert path is not None
    size = int(view[1]) - 2 * quiet_zone
    matrix = [[False] * size for _ in range(size)]
    x = y = 0.0
    for move, numbers in re.findall(r"([Mmh])([^Mmh]+)", path[1]):
        parts = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if move == "h":
            for column in range(int(x), int(x + parts[0])):
                matrix[int(y) - quiet_zone][column - quiet_zone] = True
            x += parts[0]
        else:
            x, y = parts if move == "M" else (x + parts[0], y + parts[1])
    return matrix


def read_qr(matrix: Matrix) -> str:
    """Return the text of a code."""
    size = len(matrix)
    version = (size - 17) // 4
    level, mask = _format(matrix)
    assert level == LEVEL_Q
    bits = [matrix[row][column] ^ MASKS[mask](row, column) for row, column in _path(size, version)]
    codewords = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    data = _joined(codewords, BLOCKS_Q[version])
    stream = [bool(byte >> (7 - at) & 1) for byte in data for at in range(8)]
    assert _number(stream[:4]) == 0b0100, "byte mode"
    counted = 8 if version < 10 else 16
    length, start = _number(stream[4 : 4 + counted]), 4 + counted
    return bytes(_number(stream[at : at + 8]) for at in range(start, start + 8 * length, 8)).decode()


def _format(matrix: Matrix) -> tuple[int, int]:
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    found = _number([matrix[row][column] for row, column in places]) ^ FORMAT_MASK
    return found >> 13, found >> 10 & 0b111


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Walk the data modules: pairs of columns from the right, upwards and downwards in turn."""
    upwards = True
    for right in (column for column in range(size - 1, 0, -2)):
        # The column of the timing pattern belongs to no pair.
        pair = right if right > 6 else right - 1
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (pair, pair - 1):
                if not _is_function(row, column, size, version):
                    yield row, column
        upwards = not upwards


def _is_function(row: int, column: int, size: int, version: int) -> bool:
    corner = (row < 9 and column < 9) or (row < 9 and column >= size - 8) or (row >= size - 8 and column < 9)
    if corner or row == 6 or column == 6:
        return True
    if version >= 7 and ((row < 6 and column >= size - 11) or (column < 6 and row >= size - 11)):
        return True
    centres = ALIGNMENT[version]
    last = centres[-1]
    return any(
        abs(row - down) <= 2 and abs(column - right) <= 2
        for down in centres
        for right in centres
        if (down, right) not in {(6, 6), (6, last), (last, 6)}
    )


def _joined(codewords: list[int], blocks: tuple[int, ...]) -> list[int]:
    """Undo the interleaving: codewords are written one of each block in turn, short blocks running out first."""
    found: list[list[int]] = [[] for _ in blocks]
    words = iter(codewords)
    for turn in range(max(blocks)):
        for block, length in zip(found, blocks, strict=True):
            if turn < length:
                block.append(next(words))
    return [word for block in found for word in block]


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
