"""A sheet for each scene: its pictures side by side, a language a column, light above dark."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

WIDTH = 760
GAP = 12
_BEHIND = "#808080"

Sheet = tuple[Path, Sequence[Sequence[Path]]]
"""Where it goes, and its rows of pictures."""


def make_sheets(folder: Path, languages: Sequence[str], schemes: Sequence[str]) -> int:
    """Write a sheet into `folder/sheets` for each scene that lies in the folder; returns how many."""
    sheets = list(_sheets(folder, languages, schemes))
    (folder / "sheets").mkdir(exist_ok=True)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        return len(list(workers.map(_make, sheets, chunksize=4)))


def _sheets(folder: Path, languages: Sequence[str], schemes: Sequence[str]) -> Iterator[Sheet]:
    last = f"-{languages[0]}-{schemes[0]}.png"
    for first in sorted(folder.glob(f"*{last}")):
        name = first.name.removesuffix(last)
        rows = [[folder / f"{name}-{each}-{scheme}.png" for each in languages] for scheme in schemes]
        yield folder / "sheets" / f"{name}.png", rows


def _make(sheet: Sheet) -> None:
    target, rows = sheet
    pictures = [[_small(path) for path in row if path.exists()] for row in rows]
    height = GAP + sum(max((each.height for each in row), default=0) + GAP for row in pictures)
    whole = Image.new("RGB", (GAP + (WIDTH + GAP) * max(map(len, rows)), height), _BEHIND)
    top = GAP
    for row in pictures:
        for place, picture in enumerate(row):
            whole.paste(picture, (GAP + place * (WIDTH + GAP), top))
        top += max((each.height for each in row), default=0) + GAP
    whole.save(target, compress_level=3)


def _small(path: Path) -> Image.Image:
    """At most as wide as a column; what is smaller stays as sharp as it is."""
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((WIDTH, small.height))
    return small
