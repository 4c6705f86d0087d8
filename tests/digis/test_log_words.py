"""The log is shown and searched in the person's language; the file keeps the signs that others rely on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.base.translate import Translator, load_translator
from desktop_app.digis.log_words import moment_of, signs_of, words_of
from desktop_app.digis.outbox import DeliveryState, Reason
from desktop_app.digis.sync_log import LogLine, SyncLog
from tests.helpers.fake_clock import FakeClock

NORWEGIAN = load_translator("nb", UTC)


@pytest.fixture
def log(tmp_path: Path) -> SyncLog:
    """A log with a line of each kind, the newest last."""
    written = SyncLog(tmp_path, FakeClock(datetime(2027, 3, 4, 3, 0, tzinfo=UTC)))
    written.note("begin", waiting=3, withdrawn=1, interrupted=0)
    written.person("sent", "863", "34231451", externalId="X-1")
    written.person("failed", "864", None, status=400)
    written.person("unknown", "865", "3", reason=Reason.PROGRAM_ENDED)
    written.person("resend", "866", "4", before=DeliveryState.UNKNOWN)
    written.note("end", sent=1, failed=1, unknown=1, skipped=2)
    return written


def shown(log: SyncLog, words: str = "", translator: Translator = NORWEGIAN) -> list[str]:
    found = log.find(words, lambda word: signs_of(word, translator.render))
    return [translator.render(words_of(line)) for line in found]


def test_each_line_is_shown_in_the_language_with_the_ids_as_they_are(log: SyncLog) -> None:
    assert shown(log) == [
        "Synken er ferdig · sendt: 1 · feilet: 1 · uvisse: 1 · ikke sendt: 2",
        "Satt i kø igjen · ExtInfo1:866, ExtInfo20:4 · før: Uviss",
        "Uviss · ExtInfo1:865, ExtInfo20:3 · Programmet ble avsluttet midt i kallet",
        "Feilet · ExtInfo1:864, ExtInfo20:- · Digis svarte 400",
        "Sendt til Digis · ExtInfo1:863, ExtInfo20:34231451 · id hos Digis: X-1",
        "Synken startet · venter: 3 · avsluttet: 1 · avbrutt: 0",
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("ExtInfo1:863, ExtInfo20:34231451", 1),
        ("extinfo1:863, extinfo20:99", 0),
        ("feilet extinfo1:864", 1),
        ("SENDT TIL", 1),
        ("midt i kallet", 1),
        ("før: uviss", 1),
        ("svarte 400", 1),
        ("synken", 2),
        ("4. mars 2027", 6),
        ("5. mars", 0),
        ("sent extinfo1:863,", 1),
        ("betalt", 0),
    ],
)
def test_it_is_found_by_what_is_read_and_by_what_stands_in_the_file(
    log: SyncLog, words: str, count: int
) -> None:
    assert len(shown(log, words)) == count


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_any_day_is_found_as_the_language_writes_it(tmp_path: Path, language: str) -> None:
    translator = load_translator(language, UTC)
    for month in range(1, 13):
        day = date(2027, month, 2 * month)
        log = SyncLog(tmp_path / str(month), FakeClock(datetime(2027, month, 2 * month, 12, tzinfo=UTC)))
        log.path.parent.mkdir()
        log.person("sent", "1", "2")
        assert len(shown(log, translator.date(day), translator)) == 1
        assert shown(log, translator.date(date(2027, month % 12 + 1, 2 * month)), translator) == []


def test_what_others_wrote_is_shown_as_it_stands() -> None:
    line = LogLine(0, "yesterday", "begin of the night, all: quiet")
    assert NORWEGIAN.render(words_of(line)) == line.message
    assert moment_of(line) == "yesterday"


def test_what_a_later_version_adds_to_a_line_is_shown_beside_the_rest() -> None:
    line = LogLine(0, "", "sent ExtInfo1:863, ExtInfo20:1, gym:Sentrum")
    assert NORWEGIAN.render(words_of(line)).endswith("ExtInfo20:1 · gym: Sentrum")


def test_every_state_that_is_written_about_a_person_has_words() -> None:
    for state in DeliveryState:
        line = LogLine(0, "", f"{state} ExtInfo1:1, ExtInfo20:2")
        assert words_of(line).message == "{what} · {person}"
