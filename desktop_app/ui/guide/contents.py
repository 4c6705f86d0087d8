"""The guide's pages: which there are, in which order, and what stands in them in one language.

A page is a Markdown file in `resources/guide/LANGUAGE/`. A line `{statuses}` in it stands for all states with what
each means, and `{shortcuts}` for the keys, so that neither is ever written twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from desktop_app.base.paths import resource
from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.ui.guide.statuses import anchor_of, status_groups
from desktop_app.ui.shortcuts import SHORTCUTS

FIRST_PAGE = "first_mailing"
STATUSES_PAGE = "statuses"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
_HEADING = re.compile(r"^#+ ")
_STATUS_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages that belong together in the index."""

    title: Text
    pages: tuple[str, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(text("Begin"), (FIRST_PAGE, "choosing", "first_run")),
    Chapter(
        text("The pages"),
        (
            "home",
            "recipients",
            "import",
            "mailings",
            "mailing",
            "receipts",
            "paper_post",
            "digis",
            "schedule",
            "privacy",
            "settings",
        ),
    ),
    Chapter(
        text("A mailing, step by step"),
        (
            "wizard_pattern",
            "wizard_recipients",
            "wizard_letters",
            "wizard_print",
            "wizard_check",
            "wizard_send",
            "wizard_follow",
        ),
    ),
    Chapter(
        text("Good to know"),
        (STATUSES_PAGE, "wrong_person", "trouble", "window", "keys", "shortcuts"),
    ),
)
PAGES: tuple[str, ...] = tuple(page for chapter in CHAPTERS for page in chapter.pages)


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page in one language. `anchors` lead to headings, counted from the top of the page."""

    key: str
    title: str
    markdown: str
    anchors: Mapping[str, int]


class Guide:
    """All pages in one language."""

    def __init__(self, translator: Translator) -> None:
        self.language = translator.language
        self._pages = {key: _compose(key, translator) for key in PAGES}

    def page(self, key: str) -> GuidePage:
        """The page with this key."""
        return self._pages[key]

    def find(self, words: str) -> list[GuidePage]:
        """The pages in which all the words stand; those with the words in their title come first."""
        wanted = words.casefold().split()
        found = [
            page
            for page in self._pages.values()
            if all(word in page.markdown.casefold() or word in page.title.casefold() for word in wanted)
        ]
        return sorted(found, key=lambda page: -_weight(page, wanted))


def page_of_link(target: str) -> tuple[str, str] | None:
    """The page and the anchor that a link between pages names, or None for a link of another kind."""
    name, _, anchor = target.partition("#")
    path = PurePosixPath(name)
    if path.suffix != ".md" or path.stem not in PAGES:
        return None
    return path.stem, anchor


def source_of(key: str, language: str) -> str:
    """The Markdown of a page as it lies in the file."""
    return resource("guide", language, f"{key}.md").read_text(encoding="utf-8")


def _weight(page: GuidePage, wanted: list[str]) -> int:
    in_title = sum(word in page.title.casefold() for word in wanted)
    return 1000 * in_title + sum(page.markdown.casefold().count(word) for word in wanted)


def _compose(key: str, translator: Translator) -> GuidePage:
    lines: list[str] = []
    for line in source_of(key, translator.language).splitlines():
        if line == "{shortcuts}":
            lines += _shortcut_lines(translator)
        elif line == "{statuses}":
            lines += _status_lines(translator)
        else:
            lines.append(line)
    title = lines[0].removeprefix("# ")
    return GuidePage(key, title, "\n".join(lines), _anchors(lines) if key == STATUSES_PAGE else {})


def _status_lines(translator: Translator) -> list[str]:
    lines = []
    for group in status_groups():
        lines += [f"## {_plain(translator.render(group.title))}", ""]
        for status in group.statuses:
            words = _plain(translator.render(status.words))
            meaning = _plain(translator.render(status.meaning))
            lines += [f"### ![{words}](icon:{status.icon}/{status.tone.value}) {words}", "", meaning, ""]
    return lines


def _anchors(lines: list[str]) -> dict[str, int]:
    """Which heading of the page of states explains which state."""
    levels = [len(found[0]) - 1 for line in lines if (found := _HEADING.match(line))]
    places = [place for place, level in enumerate(levels) if level == _STATUS_LEVEL]
    statuses = [status for group in status_groups() for status in group.statuses]
    return {anchor_of(status): place for status, place in zip(statuses, places, strict=True)}


def _shortcut_lines(translator: Translator) -> list[str]:
    lines = ["| | |", "| --- | --- |"]
    for shortcut in SHORTCUTS:
        keys, does = translator.render(shortcut.shown), translator.render(shortcut.does)
        lines.append(f"| **{_plain(keys)}** | {_plain(does)} |")
    return lines


def _plain(words: str) -> str:
    """Words that Markdown takes as they stand."""
    return _SPECIAL.sub(r"\\\1", words)
