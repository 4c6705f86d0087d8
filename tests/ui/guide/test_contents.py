"""The guide's pages: there for every place, alike in three languages, and no link or picture leads nowhere."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import ModuleType

import pytest

import desktop_app.ui
from desktop_app.base.paths import resource
from desktop_app.base.texts import text
from desktop_app.base.translate import LANGUAGES, load_translator
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.queries import NEVER_QUEUED
from desktop_app.jobs.outcomes import Outcome as RunOutcome
from desktop_app.mailing.applying import ReceiptState
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.register.model import LookupStatus
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.guide.contents import PAGES, STATUSES_PAGE, Guide, page_of_link, source_of
from desktop_app.ui.guide.links import SCHEME, is_known
from desktop_app.ui.guide.statuses import anchor_of, status_groups
from desktop_app.ui.pages import schedule_rows
from desktop_app.ui.pages.digis_source import STATES as DIGIS_STATES
from desktop_app.ui.registry import PAGES as WINDOW_PAGES
from desktop_app.ui.shortcuts import SHORTCUTS
from desktop_app.ui.words import LOOKUP_STATUS, MAILING_STATE, OUTCOME, RECEIPT_STATE, RUN_OUTCOME
from desktop_app.wizards.draft import StepKey
from tools.texts import LOCALES, extract, load, rooms

EVERY_PAGE = pytest.mark.parametrize("key", PAGES)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")
LONGEST_PAGE_WORDS = 450
LARGEST_PICTURE_BYTES = 90_000


def shape_of(key: str, language: str) -> list[str]:
    """A page's headings, paragraphs, lists, pictures and places for generated parts, without their words."""
    lines = source_of(key, language).splitlines()
    return [re.sub(r"^(#+ |\d+\. |- |!\[|\{\w+\}|).*", r"\1", line) for line in lines]


@pytest.fixture(scope="module", params=LANGUAGES)
def guide(request: pytest.FixtureRequest) -> Guide:
    return Guide(load_translator(request.param))


def test_every_page_of_the_window_and_every_step_of_a_wizard_has_a_page() -> None:
    places = {entry.key for entry in WINDOW_PAGES} | {f"wizard_{step.value}" for step in StepKey}
    assert places - set(PAGES) == set()


@EVERY_LANGUAGE
def test_no_file_lies_there_that_the_index_does_not_list(language: str) -> None:
    files = {path.stem for path in resource("guide", language).glob("*.md")}
    assert files == set(PAGES)


@EVERY_PAGE
def test_a_page_is_built_alike_in_all_languages(key: str) -> None:
    assert shape_of(key, "nb") == shape_of(key, "sv") == shape_of(key, "en")


@EVERY_LANGUAGE
@EVERY_PAGE
def test_a_page_begins_with_its_title_and_is_short(key: str, language: str) -> None:
    source = source_of(key, language)
    assert re.match(r"# \S.*\n\n\S", source)
    assert len(re.findall(r"^# ", source, re.MULTILINE)) == 1
    assert len(source.split()) <= LONGEST_PAGE_WORDS
    assert "!" not in re.sub(r"!\[", "", source), "no exclamation marks"


@EVERY_LANGUAGE
@EVERY_PAGE
def test_links_and_pictures_lead_somewhere(key: str, language: str) -> None:
    astray = []
    for is_picture, words, target in LINK.findall(source_of(key, language)):
        if is_picture:
            fine = words and picture_is_there(target)
        elif target.startswith(SCHEME):
            fine = is_known(target)
        else:
            found = page_of_link(target)
            fine = found is not None and (not found[1] or found[1] in all_anchors())
        if not fine:
            astray.append(target)
    assert astray == []


def picture_is_there(target: str) -> bool:
    """Whether a picture is there and small enough."""
    file = resource("guide", target.removeprefix("../"))
    return file.is_file() and file.stat().st_size < LARGEST_PICTURE_BYTES


def all_anchors() -> set[str]:
    return {anchor_of(status) for group in status_groups() for status in group.statuses}


@EVERY_LANGUAGE
@EVERY_PAGE
def test_what_is_set_off_is_what_the_program_shows(key: str, language: str) -> None:
    """So the guide cannot drift away from the buttons."""
    assert [name for name in named_in(key, language) if not shown_as(name, language)] == []


@pytest.mark.parametrize("language", LOCALES)
@EVERY_PAGE
def test_the_same_things_are_named_in_the_same_order_in_all_languages(key: str, language: str) -> None:
    pairs = zip(named_in(key, "en"), named_in(key, language), strict=True)
    assert [pair for pair in pairs if not shown_as(pair[0], "en") & shown_as(pair[1], language)] == []


@EVERY_PAGE
def test_the_same_links_stand_in_the_same_order_in_all_languages(key: str) -> None:
    nb, sv, en = (
        [target.replace(f"/{language}/", "/") for _picture, _words, target in LINK.findall(source)]
        for language in LANGUAGES
        for source in [source_of(key, language)]
    )
    assert nb == sv == en


@EVERY_LANGUAGE
@EVERY_PAGE
def test_a_link_into_the_program_names_the_page_that_it_leads_to(key: str, language: str) -> None:
    say, titles = load_translator(language).render, {entry.key: entry.title for entry in WINDOW_PAGES}
    links = LINK.findall(source_of(key, language))
    pages = [(words, titles.get(target.removeprefix(SCHEME))) for _picture, words, target in links]
    assert [words for words, title in pages if title is not None and say(title) not in words] == []


@EVERY_LANGUAGE
@EVERY_PAGE
def test_keys_are_named_as_they_are_on_that_keyboard(key: str, language: str) -> None:
    """A Swedish keyboard has Skift where the others have Shift."""
    say, shown = load_translator(language).render, [shortcut.shown for shortcut in SHORTCUTS]
    known = {word for words in shown for word in re.findall(r"\w+", say(words))}
    named = re.findall(r"(?:Ctrl|S[hk]ift|Tabb?|Enter|Esc)\b", source_of(key, language))
    assert set(named) <= known


def named_in(key: str, language: str) -> list[str]:
    """What a page sets off because the program shows it. Bold with a full stop begins a line and names nothing."""
    set_off = re.findall(r"\*\*([^*]+)\*\*|\*([^*]+)\*", source_of(key, language))
    return [name for bold, italic in set_off if not (name := bold or italic).endswith(".")]


def shown_as(name: str, language: str) -> frozenset[str]:
    """The English sentences that the program shows under this name in that language."""
    return on_screen(language).get(name, frozenset())


@cache
def on_screen(language: str) -> Mapping[str, frozenset[str]]:
    """Every sentence of the program, each form of it, in one language, with the English ones it stands for."""
    found: dict[str, set[str]] = {}
    for room in rooms():
        for english, strings in sentences_of(room, language):
            for string in strings:
                found.setdefault(string, set()).add(english)
    return {string: frozenset(english) for string, english in found.items()}


def sentences_of(room: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first form of each English sentence of a room, and all its forms in a language."""
    if language not in LOCALES:
        yield from ((each.forms[0], each.forms) for each in extract(room) if each.forms)
        return
    for message in load(room, language):
        english = message.id if isinstance(message.id, str) else message.id[0]
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if english:
            yield english, strings


def test_words_are_found_wherever_they_stand_and_titles_come_first(guide: Guide) -> None:
    title = guide.page("wrong_person").title
    assert guide.find(title.upper())[0].key == "wrong_person"
    assert {page.key for page in guide.find("SSH")} >= {"keys", "settings", "first_run"}
    assert guide.find("zzz") == []


def test_each_state_is_explained_under_its_own_heading(guide: Guide) -> None:
    page = guide.page(STATUSES_PAGE)
    translator = load_translator(guide.language)
    headings = [line for line in page.markdown.splitlines() if line.startswith("#")]
    for group in status_groups():
        for status in group.statuses:
            heading = headings[page.anchors[anchor_of(status)]]
            assert heading.endswith(translator.render(status.words))


class TestEveryStateHasAMeaning:
    """Whoever adds a state has to say what it means."""

    @pytest.mark.parametrize(
        ("states", "shown"),
        [
            ([*LookupStatus, None], LOOKUP_STATUS),
            (State, MAILING_STATE),
            (Outcome, OUTCOME),
            (set(ReceiptState) - {ReceiptState.NEW}, RECEIPT_STATE),
            (RunOutcome, RUN_OUTCOME),
            ([*DeliveryState, NEVER_QUEUED], DIGIS_STATES),
        ],
        ids=["lookup", "mailing", "letter", "receipt", "schedule", "digis"],
    )
    def test_of_each_kind(self, states: list[object], shown: dict[object, Status]) -> None:
        assert {anchor_of(shown[state]) for state in states} - {""} <= all_anchors()
        assert all(anchor_of(shown[state]) for state in states)

    def test_of_each_one_that_any_module_of_the_window_declares(self) -> None:
        declared = [status for module in modules_of_the_window() for status in statuses_in(module)]
        assert len(declared) > 60
        assert [status.words.message for status in declared if anchor_of(status) not in all_anchors()] == []

    def test_of_one_whose_word_carries_a_moment(self) -> None:
        paused = next(status for status in schedule_rows.STATES if status.icon == "pause")
        until = replace(paused, words=text("Paused until: {moment}", moment="Monday"))
        assert anchor_of(until) == anchor_of(paused) != ""

    def test_none_is_listed_twice(self) -> None:
        anchors = [anchor_of(status) for group in status_groups() for status in group.statuses]
        assert len(anchors) == len(set(anchors))


def modules_of_the_window() -> list[ModuleType]:
    found = pkgutil.walk_packages(desktop_app.ui.__path__, "desktop_app.ui.")
    return [importlib.import_module(each.name) for each in found]


def statuses_in(module: ModuleType) -> Iterator[Status]:
    """The states that stand in a module by themselves, in a table or in a row."""
    for value in vars(module).values():
        several = value.values() if isinstance(value, Mapping) else value
        found = several if isinstance(several, Iterable) else [value]
        yield from (each for each in found if isinstance(each, Status))
