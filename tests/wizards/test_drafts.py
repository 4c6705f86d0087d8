"""Drafts survive being closed, in the database and as text."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.mailing.options import Pattern, Security
from desktop_app.wizards.draft import (
    AttachmentManner,
    AttachmentsChoice,
    CheckAnswers,
    Draft,
    FileChoice,
    InvoiceChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MatchBy,
    MessageChoice,
    PatternOptions,
    PrintChoice,
    RecipientsChoice,
    RecipientSource,
    RegisterChoice,
    StepKey,
)
from desktop_app.wizards.draft_text import DraftUnreadable, draft_from_text, draft_to_text
from desktop_app.wizards.drafts import Drafts
from desktop_app.wizards.migrations import MIGRATIONS
from tests.helpers.fake_clock import FakeClock

FULL = Draft(
    id="d1",
    pattern=Pattern.OWN,
    recipients=RecipientsChoice(
        RecipientSource.FILE,
        RegisterChoice("åse", ("digipost", ""), ("members",)),
        FileChoice("/tmp/medlemmer.xlsx", "Ark 1", {"customer_id": "Kunde ID"}, "replace", "ab", "cd"),
        True,
    ),
    letters=LettersChoice(LetterManner.BY_FILE_NAME, "", "/brev", MatchBy.NAME, {"K1": "/brev/x.pdf"}),
    attachments=AttachmentsChoice(("/a.pdf",), AttachmentManner.BY_COLUMN, "/v", MatchBy.NATIONAL_ID),
    message=MessageChoice(
        "Fee for {first_name}",
        (2,),
        (datetime(2027, 1, 2, 10, 0, tzinfo=UTC),),
        Security.TWO_FACTOR,
        True,
        "group",
        datetime(2027, 1, 3, 8, 0, tzinfo=UTC),
    ),
    invoice=InvoiceChoice(True, "12345678903", date(2027, 2, 1), "450.00"),
    printing=PrintChoice(True, True, "Foreningen", "Storgata 1", "", "9008", "Tromsø"),
    job=JobChoice("Annual fee", True, "77"),
    options=PatternOptions(False, False, True, "Mine"),
    check=CheckAnswers(7, "abc", 4),
    confirmed_count="412",
    step=StepKey.CHECK,
    reached=StepKey.SEND,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def drafts(tmp_path: Path, clock: FakeClock) -> Iterator[Drafts]:
    database = Database.open(tmp_path / "b.sqlite", MIGRATIONS, backups=tmp_path, clock=clock)
    yield Drafts(database, clock)
    database.dispose()


@pytest.mark.parametrize("draft", [Draft("d0", Pattern.SPLIT_FIRST), FULL])
def test_text_gives_back_the_same_draft(draft: Draft) -> None:
    assert draft_from_text(draft_to_text(draft)) == draft


def test_a_field_that_was_not_there_yet_gets_its_default() -> None:
    document = json.loads(draft_to_text(FULL))
    del document["draft"]["message"]["sensitive"]
    assert draft_from_text(json.dumps(document)).message.sensitive is False


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"version": 99, "draft": {}}',
        '{"version": 0, "draft": {}}',
        '{"version": 1, "draft": {"id": "d", "pattern": "no-such"}}',
        '{"version": 1, "draft": {"id": "d", "pattern": "own", "unknown": 1}}',
        '{"version": 1, "draft": {"id": "d", "pattern": "own", "check": {"pairs_seen": "many"}}}',
    ],
)
def test_a_damaged_or_newer_draft_is_refused_in_words(stored: str) -> None:
    with pytest.raises(DraftUnreadable, match="cannot be opened"):
        draft_from_text(stored)


def test_a_saved_draft_is_found_again(drafts: Drafts) -> None:
    drafts.save(FULL)
    assert drafts.open("d1") == FULL
    assert [(found.id, found.name, found.step) for found in drafts.waiting()] == [
        ("d1", "Annual fee", StepKey.CHECK)
    ]


def test_saving_again_replaces_it(drafts: Drafts) -> None:
    drafts.save(FULL)
    drafts.save(replace(FULL, job=JobChoice("Renamed")))
    assert [found.name for found in drafts.waiting()] == ["Renamed"]


def test_the_latest_draft_comes_first(drafts: Drafts, clock: FakeClock) -> None:
    drafts.save(replace(FULL, id="old"))
    clock.advance(60)
    drafts.save(replace(FULL, id="new"))
    assert [found.id for found in drafts.waiting()] == ["new", "old"]


def test_a_sent_draft_no_longer_waits_but_its_mailing_finds_it(drafts: Drafts) -> None:
    drafts.save(replace(FULL, mailing_id=1, sent=True))
    assert drafts.waiting() == ()
    found = drafts.of_mailing(1)
    assert found is not None
    assert found.id == "d1"
    assert drafts.of_mailing(2) is None


def test_a_draft_that_was_thrown_away_is_gone(drafts: Drafts) -> None:
    drafts.save(FULL)
    drafts.throw_away("d1")
    with pytest.raises(KeyError):
        drafts.open("d1")


def test_new_drafts_have_ids_of_their_own(drafts: Drafts) -> None:
    assert drafts.begin(Pattern.OWN).id != drafts.begin(Pattern.OWN).id
    assert drafts.begin(Pattern.OWN, PatternOptions(print_fallback=True)).options.print_fallback


def test_own_variants_are_kept_under_their_names(drafts: Drafts) -> None:
    drafts.save_variant(PatternOptions(False, True, True, "quick"))
    drafts.save_variant(PatternOptions(True, True, True, "Annual"))
    drafts.save_variant(PatternOptions(True, False, False, "quick"))
    assert drafts.variants() == (
        PatternOptions(True, True, True, "Annual"),
        PatternOptions(True, False, False, "quick"),
    )
    drafts.remove_variant("quick")
    assert [variant.variant_name for variant in drafts.variants()] == ["Annual"]
