"""What changed between two lookups, in a sentence, in chips with their numbers, and in a file."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.base.secrets import MemorySecrets
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.services import Services, build_services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.lookup_changes import ChangesPage
from desktop_app.ui.pages.recipients import RecipientsPage

USER, KNOWN, UNKNOWN = LookupStatus.DIGIPOST, LookupStatus.IDENTIFIED, LookupStatus.UNIDENTIFIED
AFTERWARDS = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The window's services are the real ones here; three lookups have said something of four people."""
    made = build_services(tmp_path / "data", secrets=MemorySecrets(), language="en", environment={})
    made.settings.set("app.environment", "training")
    for name in ("a", "b", "c", "d"):
        made.register.save(Recipient(name, full_name=f"=Åse {name.upper()}"))
    answers: list[dict[str, tuple[LookupStatus, str | None]]] = [
        {"a": (KNOWN, None), "b": (USER, "b#1"), "c": (USER, "c#1"), "d": (KNOWN, None)},
        {"a": (USER, "a#1"), "b": (KNOWN, None), "c": (USER, "c#2"), "d": (UNKNOWN, "FLERE_TREFF")},
        {"a": (USER, "a#1"), "b": (USER, "b#2"), "c": (USER, "c#2"), "d": (UNKNOWN, "FLERE_TREFF")},
    ]
    with made:
        for number, said in enumerate(answers):
            _answer(made, f"lookup-{number}", AFTERWARDS + timedelta(days=number), said)
        yield made


def _answer(
    services: Services, job_id: str, moment: datetime, said: dict[str, tuple[LookupStatus, str | None]]
) -> None:
    outcomes = [
        LookupOutcome(
            name,
            status,
            NamedBy.NAME_AND_ADDRESS,
            digipost_address=more if status is USER else None,
            reasons=(more,) if status is UNKNOWN and more else (),
            ambiguous=more == "FLERE_TREFF",
        )
        for name, (status, more) in said.items()
    ]
    with services.database.begin() as connection:
        apply_lookup(connection, outcomes, job_id=job_id, asked_at=moment, answered_at=moment)


@pytest.fixture
def page(
    qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> ChangesPage:
    order = ["lookup-2", "lookup-1", "lookup-0"]

    def lookups(_offset: int, _limit: int) -> list[Any]:
        return [
            SimpleNamespace(
                job_id=job_id, name=f"Lookup {job_id[-1]}", finished_at=AFTERWARDS - timedelta(place)
            )
            for place, job_id in enumerate(order)
        ]

    def between(since: str | None, until: str) -> frozenset[str]:
        places = [order.index(until), order.index(since) if since else len(order)]
        return frozenset(order[places[0] : places[1]])

    monkeypatch.setattr(services.mailing, "lookups", lookups)
    monkeypatch.setattr(services.mailing, "jobs_between", between)
    window.go("recipients", view="changed")
    settle(qtbot, window)
    shown = window.page()
    assert isinstance(shown, RecipientsPage)
    assert isinstance(shown.opened, ChangesPage)
    return shown.opened


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)


@pytest.fixture
def choose(qtbot: QtBot, window: MainWindow, page: ChangesPage) -> Callable[[str | None, str], None]:
    def compare(since: str | None, until: str) -> None:
        for box, job_id in ((page.since, since), (page.until, until)):
            box.setCurrentIndex(box.findData(job_id))
        page.until.activated.emit(page.until.currentIndex())
        settle(qtbot, window)

    return compare


def names(page: ChangesPage) -> list[str]:
    rows = [page.grid.model.row_at(number) for number in range(page.grid.model.rowCount())]
    return [str(row.cells[0]) for row in rows if row is not None]


def test_at_first_the_last_two_lookups_are_compared(page: ChangesPage) -> None:
    assert (page.since.currentData(), page.until.currentData()) == ("lookup-1", "lookup-2")
    assert page.header.sentence.text() == "1 now has Digipost"
    assert names(page) == ["=Åse B"]


def test_the_two_can_be_chosen_and_the_numbers_follow(
    page: ChangesPage, choose: Callable[[str | None, str], None]
) -> None:
    choose("lookup-0", "lookup-1")
    assert page.header.sentence.text() == (
        "1 now has Digipost · 1 no longer has Digipost · 1 has a new address · 1 matches several people now"
    )
    assert names(page) == ["=Åse A", "=Åse B", "=Åse C", "=Åse D"]
    choose("lookup-0", "lookup-2")
    assert names(page) == ["=Åse A", "=Åse B", "=Åse C", "=Åse D"], "B left and came back with a new address"


def test_chosen_the_other_way_round_they_are_compared_all_the_same(
    page: ChangesPage, choose: Callable[[str | None, str], None]
) -> None:
    choose("lookup-2", "lookup-1")
    assert page.header.sentence.text() == "1 now has Digipost"


def test_a_chip_narrows_to_one_kind(
    qtbot: QtBot, window: MainWindow, page: ChangesPage, choose: Callable[[str | None, str], None]
) -> None:
    choose("lookup-0", "lookup-1")
    page.grid.filter_by(frozenset({"newly_ambiguous"}))
    settle(qtbot, window)
    assert names(page) == ["=Åse D"]


def test_from_the_beginning_everybody_is_new(
    page: ChangesPage, choose: Callable[[str | None, str], None]
) -> None:
    choose(None, "lookup-0")
    assert page.header.sentence.text() == "4 other changes"


def test_it_is_exported_with_words_and_no_formula(
    page: ChangesPage,
    services: Services,
    choose: Callable[[str | None, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose("lookup-0", "lookup-1")
    path = tmp_path / "changes.csv"
    where = "desktop_app.ui.components.choosing.QFileDialog.getSaveFileName"
    monkeypatch.setattr(where, lambda *_words: (str(path), ""))
    page._export(page.grid.query())
    services.lanes.shutdown()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        headings, first, *others = csv.reader(stream, delimiter=";")
    assert headings[:4] == ["Customer id", "Name", "What changed", "Status before"]
    assert first[:5] == ["a", "'=Åse A", "Now has Digipost", "Known, no Digipost", "Has Digipost"]
    assert len(others) == 3


def test_a_row_leads_to_its_person(
    qtbot: QtBot, window: MainWindow, page: ChangesPage, services: Services
) -> None:
    key = page.grid.model.key_at(0)
    page.grid.opened.emit(key)
    settle(qtbot, window)
    shown = window.page()
    assert isinstance(shown, RecipientsPage)
    assert shown.opened is None
    assert shown.panel.recipient.customer_id == "b"
