"""Who gets which files, and what fits nobody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_app.base.work import Unattended
from desktop_app.mailing.options import Pattern
from desktop_app.register.importing import MailingFields
from desktop_app.wizards.assignment import Assignment, assign
from desktop_app.wizards.draft import (
    AttachmentManner,
    AttachmentsChoice,
    Draft,
    InvoiceChoice,
    LetterManner,
    LettersChoice,
    MatchBy,
)
from desktop_app.wizards.people import Person
from desktop_app.wizards.recipient_list import RecipientList, RecipientRow

DRAFT = Draft("d1", Pattern.SPLIT_FIRST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")


def row(number: int, name: str, **fields: object) -> RecipientRow:
    person = Person(str(number), customer_id=f"K{number}", full_name=name)
    return RecipientRow(number, person, number + 1, MailingFields(**fields))  # type: ignore[arg-type]


ASE, KARE, OLA = row(1, "Åse Ødegård"), row(2, "Kåre Løvås"), row(3, "Ola Bakken")


def work_out(draft: Draft, *rows: RecipientRow) -> Assignment:
    return assign(draft, RecipientList("made", rows or (ASE, KARE, OLA)), Unattended())


def documents(found: Assignment) -> list[str | None]:
    return [letter.document.name if letter.document else None for letter in found.letters]


def test_one_for_all_leaves_the_file_to_the_mailing() -> None:
    found = work_out(replace(DRAFT, letters=LettersChoice(LetterManner.ONE_FOR_ALL, "/x.pdf")))
    assert documents(found) == [None, None, None]
    assert found.with_letter == 3
    assert [letter.row for letter in found.letters] == [2, 3, 4]


def test_by_column_each_row_names_its_file(folder: Path) -> None:
    put(folder, "a.pdf")
    rows = (
        row(1, "Åse", document="a.pdf"),
        row(2, "Kåre", document="b.pdf"),
        row(3, "Ola", document="../c.pdf"),
        row(4, "Per"),
    )
    found = work_out(replace(DRAFT, letters=LettersChoice(LetterManner.BY_COLUMN, folder=str(folder))), *rows)
    assert documents(found) == ["a.pdf", "b.pdf", None, None]
    assert [missing.recipient_id for missing in found.missing] == [2]
    assert [without.recipient_id for without in found.without_letter] == [3, 4]
    assert [(outside.row, outside.name) for outside in found.outside] == [(4, "../c.pdf")]
    assert found.with_letter == 1


def by_name(folder: Path) -> LettersChoice:
    return LettersChoice(LetterManner.BY_FILE_NAME, folder=str(folder), match_by=MatchBy.NAME)


def test_by_file_name_both_sides_are_told_what_does_not_fit(folder: Path) -> None:
    put(folder, "Åse Ødegård.pdf", "Kåre Løvås 1.pdf", "Kåre Løvås 2.pdf", "Nina Tall.pdf")
    found = work_out(replace(DRAFT, letters=by_name(folder)))
    assert documents(found) == ["Åse Ødegård.pdf", None, None]
    assert [several.recipient_id for several in found.several] == [2]
    assert [path.name for path in found.strangers] == ["Nina Tall.pdf"]


def test_a_file_that_fits_two_is_told_with_both_names(folder: Path) -> None:
    put(folder, "Kari Hansen.pdf")
    found = work_out(replace(DRAFT, letters=by_name(folder)), row(1, "Kari Hansen"), row(2, "Kari Hansen"))
    assert documents(found) == [None, None]
    assert found.unclear == {folder / "Kari Hansen.pdf": ("Kari Hansen", "Kari Hansen")}


def test_a_file_chosen_by_hand_goes_before_what_was_matched(folder: Path) -> None:
    put(folder, "Åse Ødegård.pdf", "Kåre Løvås 1.pdf", "Kåre Løvås 2.pdf")
    chosen = {"K1": str(folder / "other.pdf"), "K2": str(folder / "Kåre Løvås 2.pdf"), "gone": "/x.pdf"}
    found = work_out(replace(DRAFT, letters=replace(by_name(folder), replacements=chosen)))
    assert documents(found) == ["other.pdf", "Kåre Løvås 2.pdf", None]
    assert found.several == []


def test_a_file_chosen_by_hand_replaces_the_common_one_for_one_person(folder: Path) -> None:
    choice = LettersChoice(LetterManner.ONE_FOR_ALL, "/x.pdf", replacements={"K2": str(folder / "own.pdf")})
    assert documents(work_out(replace(DRAFT, letters=choice))) == [None, "own.pdf", None]


def test_own_attachments_by_column(folder: Path) -> None:
    put(folder, "a.pdf", "b.pdf")
    draft = replace(
        DRAFT, attachments=AttachmentsChoice(manner=AttachmentManner.BY_COLUMN, folder=str(folder))
    )
    found = work_out(draft, row(1, "Åse", attachments=("a.pdf", "b.pdf", "../c.pdf")), row(2, "Kåre"))
    assert [[path.name for path in letter.attachments] for letter in found.letters] == [
        ["a.pdf", "b.pdf"],
        [],
    ]
    assert [outside.name for outside in found.outside] == ["../c.pdf"]


def test_own_attachments_by_file_name_may_be_several(folder: Path) -> None:
    put(folder, "K1-a.pdf", "K1-b.pdf", "K9.pdf")
    draft = replace(
        DRAFT, attachments=AttachmentsChoice(manner=AttachmentManner.BY_FILE_NAME, folder=str(folder))
    )
    found = work_out(draft)
    assert [len(letter.attachments) for letter in found.letters] == [2, 0, 0]
    assert [path.name for path in found.strangers] == ["K9.pdf"]


def test_invoice_fields_go_along_only_when_the_letters_are_invoices() -> None:
    invoice = row(1, "Åse", kid="1234567", amount=Decimal(450), account="1", due_date=date(2027, 2, 1))
    without = work_out(DRAFT, invoice).letters[0]
    assert (without.kid, without.amount, without.account, without.due_date) == (None, None, None, None)
    with_fields = work_out(replace(DRAFT, invoice=InvoiceChoice(used=True)), invoice).letters[0]
    assert (with_fields.kid, with_fields.due_date) == ("1234567", date(2027, 2, 1))


def test_a_folder_that_went_away_matches_nothing(folder: Path) -> None:
    found = work_out(replace(DRAFT, letters=by_name(folder / "gone")))
    assert found.with_letter == 0
