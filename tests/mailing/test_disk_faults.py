"""A disk that is full, failing or write-protected: nothing moves, nothing is lost, and it is said in words."""

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.mailing.disk_faults import disk_faults_in_words
from desktop_app.mailing.errors import DatabaseBusy, DiskRefused, ZipDisappears
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from tests.helpers.mailing_room import QUIET, MailingRoom


def no_room(*_arguments: object, **_others: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/jobs")


def state(room: MailingRoom, mailing_id: int) -> State:
    return room.service.mailing(mailing_id).mailing.state


def test_a_full_disk_while_the_zip_is_made_leaves_the_mailing_as_it_was(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    with monkeypatch.context() as full:
        full.setattr("desktop_app.base.files.os.fsync", no_room)
        with pytest.raises(EnvironmentFailure):
            room.service.send(mailing_id, QUIET)
    assert state(room, mailing_id) is State.CHECKED
    assert list(room.data.job_files.iterdir()) == []
    assert "connect" not in room.calls
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001", "K0002", "K0003"]


def test_a_full_disk_while_a_receipt_is_kept_loses_nothing(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    room.digipost.process_pending()
    with monkeypatch.context() as full:
        full.setattr("desktop_app.mailing.receipts.flush_folder", no_room)
        report = room.service.fetch_receipts(QUIET)
    assert report.fetched == 0
    assert report.problems
    assert state(room, mailing_id) is State.UPLOADED
    assert room.fetch().applied == 2
    assert state(room, mailing_id) is State.FINISHED


def fill_database(room: MailingRoom) -> Callable[[], None]:
    """Let the database grow no further; returns how to lift that."""

    def limit(pages: int) -> None:
        with room.database.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with room.database.read() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(int(used))
    return lambda: limit(1_000_000)


def test_a_full_disk_under_the_ledger_is_said_and_the_draft_stays_a_draft(room: MailingRoom) -> None:
    ids = room.add_people(60)
    mailing_id = room.service.create(room.options())
    lift = fill_database(room)
    with pytest.raises(DiskRefused, match="full"):
        room.service.set_letters(mailing_id, [LetterInput(ids[0])] * 3000, QUIET)
    lift()
    assert state(room, mailing_id) is State.DRAFT
    room.service.set_letters(mailing_id, room.letters_to_all(), QUIET)
    assert room.service.check(mailing_id, QUIET).letters == 60


def test_a_zip_that_is_altered_before_it_was_sent_is_made_again(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    spoiled: list[str] = []

    def spoil(point: str) -> None:
        if point == "build.after" and not spoiled:
            spoiled.append(point)
            [zip_file] = room.data.job_files.iterdir()
            zip_file.write_bytes(b"spoiled")

    room.checkpoint = spoil
    room.run_to_the_end(mailing_id)
    assert spoiled
    assert room.delivered() == ["K0001", "K0002", "K0003"]
    assert len(room.service.jobs()) == 1


def test_a_zip_that_disappears_again_and_again_is_said(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))

    def take_away(point: str) -> None:
        if point == "build.after":
            for path in room.data.job_files.iterdir():
                path.unlink()

    room.checkpoint = take_away
    with pytest.raises(ZipDisappears):
        room.service.send(mailing_id, QUIET)
    assert "upload" not in room.calls


def database_error(words: str) -> OperationalError:
    return OperationalError("UPDATE x", {}, Exception(words))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (database_error("database or disk is full"), DiskRefused),
        (database_error("attempt to write a readonly database"), DiskRefused),
        (database_error("disk I/O error"), DiskRefused),
        (database_error("unable to open database file"), DiskRefused),
        (database_error("database is locked"), DatabaseBusy),
        (OSError(errno.ENOSPC, "No space left on device"), DiskRefused),
        (OSError(errno.EROFS, "Read-only file system"), DiskRefused),
        (OSError(errno.EIO, "Input/output error"), DiskRefused),
    ],
)
def test_each_refusal_of_a_disk_has_its_words(error: Exception, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        raise_within(disk_faults_in_words(Path("a.sqlite")), error)


@pytest.mark.parametrize(
    "error", [database_error("no such column: x"), OSError(errno.ECHILD, "no"), KeyError("a")]
)
def test_what_is_no_refusal_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)):
        raise_within(disk_faults_in_words(Path("a.sqlite")), error)


def raise_within(context: AbstractContextManager[None], error: Exception) -> None:
    with context:
        raise error
