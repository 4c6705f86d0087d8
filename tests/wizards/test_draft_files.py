"""A draft as a file: it opens what is here, and never says that something was sent."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.draft_files import open_draft_file, write_draft_file
from desktop_app.wizards.draft_text import DraftUnreadable
from desktop_app.wizards.drafts import Drafts
from desktop_app.wizards.migrations import MIGRATIONS
from tests.helpers.fake_clock import FakeClock

SENT = Draft(id="d1", pattern=Pattern.MAILING_ONLY, mailing_id=7, sent=True)


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    clock = FakeClock()
    database = Database.open(tmp_path / "brevdue.sqlite", MIGRATIONS, backups=tmp_path, clock=clock)
    yield Drafts(database, clock)
    database.dispose()


def test_a_file_from_elsewhere_becomes_a_draft_here(drafts: Drafts, tmp_path: Path) -> None:
    file = tmp_path / "fee.brevdue"
    write_draft_file(dataclasses.replace(SENT, mailing_id=None, sent=False), file)
    opened = open_draft_file(file, drafts)
    assert drafts.open("d1") == opened
    assert [each.id for each in drafts.waiting()] == ["d1"]


def test_a_mailing_that_was_sent_here_stays_sent_when_its_file_is_opened(
    drafts: Drafts, tmp_path: Path
) -> None:
    file = tmp_path / "fee.brevdue"
    write_draft_file(SENT, file)
    drafts.save(SENT)
    assert open_draft_file(file, drafts) == SENT
    assert drafts.waiting() == ()


def test_a_file_never_says_that_anything_was_sent(drafts: Drafts, tmp_path: Path) -> None:
    file = tmp_path / "fee.brevdue"
    write_draft_file(SENT, file)
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert (stored["draft"]["mailing_id"], stored["draft"]["sent"]) == (None, False)
    stored["draft"] |= {"mailing_id": 3, "sent": True}  # as somebody might have it
    file.write_text(json.dumps(stored), encoding="utf-8")
    opened = open_draft_file(file, drafts)
    assert (opened.mailing_id, opened.sent) == (None, False)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 99, "draft": {}}'])
def test_a_damaged_file_is_told_in_words_and_changes_nothing(
    drafts: Drafts, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "fee.brevdue"
    file.write_bytes(content)
    with pytest.raises(DraftUnreadable):
        open_draft_file(file, drafts)
    assert drafts.waiting() == ()


def test_a_file_that_is_gone_is_told_in_words(drafts: Drafts, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.brevdue"):
        open_draft_file(tmp_path / "gone.brevdue", drafts)
