"""What the letters step asks for, and the words it asks with."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import (
    AttachmentManner,
    AttachmentsChoice,
    Draft,
    InvoiceChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MessageChoice,
)
from desktop_app.wizards.letter_problems import letter_problems
from desktop_app.wizards.message_problems import amount_of, message_problems

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
GOOD = Draft(
    "d1", Pattern.SPLIT_FIRST, job=JobChoice(name="Annual fee"), message=MessageChoice(subject="Your fee")
)


def letter_fields(draft: Draft, mapped: Collection[str] = ()) -> list[str | None]:
    return [problem.field for problem in letter_problems(draft, mapped)]


def message(draft: Draft, mapped: Collection[str] = ()) -> list[tuple[str | None, str]]:
    return [(problem.field, str(problem.text)) for problem in message_problems(draft, mapped, NOW)]


def with_message(**changes: Any) -> Draft:
    return replace(GOOD, message=replace(GOOD.message, **changes))


def test_the_manner_must_be_chosen() -> None:
    assert letter_fields(GOOD) == ["letters.manner"]


def test_the_common_letter_must_be_a_pdf_that_is_there(tmp_path: Path) -> None:
    pdf, word = tmp_path / "a.PDF", tmp_path / "a.docx"
    pdf.write_bytes(b"x")
    word.write_bytes(b"x")
    for path, problems in ((pdf, []), (word, 1), (tmp_path / "gone.pdf", 1), ("", 1)):
        choice = LettersChoice(LetterManner.ONE_FOR_ALL, str(path))
        expected = ["letters.common_file"] if problems else []
        assert letter_fields(replace(GOOD, letters=choice)) == expected


def test_by_column_needs_the_column_and_the_folder(tmp_path: Path) -> None:
    choice = LettersChoice(LetterManner.BY_COLUMN, folder=str(tmp_path))
    assert letter_fields(replace(GOOD, letters=choice)) == ["letters.manner"]
    assert letter_fields(replace(GOOD, letters=choice), {"document"}) == []
    assert letter_fields(replace(GOOD, letters=replace(choice, folder="")), {"document"}) == [
        "letters.folder"
    ]


def test_letters_and_attachments_by_name_need_different_folders(tmp_path: Path) -> None:
    draft = replace(
        GOOD,
        letters=LettersChoice(LetterManner.BY_FILE_NAME, folder=str(tmp_path)),
        attachments=AttachmentsChoice(manner=AttachmentManner.BY_FILE_NAME, folder=f"{tmp_path}/"),
    )
    assert letter_fields(draft) == ["attachments.folder"]


def test_attachments_must_be_there_and_not_too_many(tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"x")
    letters = LettersChoice(LetterManner.ONE_FOR_ALL, str(pdf))
    for common, problems in (
        ((str(pdf),), 0),
        (("/gone.pdf",), 1),
        ((str(pdf),) * 99, 0),
        ((str(pdf),) * 100, 1),
    ):
        draft = replace(GOOD, letters=letters, attachments=AttachmentsChoice(common=common))
        assert len(letter_fields(draft)) == problems


def test_own_attachments_by_column_need_the_column(tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"x")
    draft = replace(
        GOOD,
        letters=LettersChoice(LetterManner.ONE_FOR_ALL, str(pdf)),
        attachments=AttachmentsChoice(manner=AttachmentManner.BY_COLUMN, folder=str(tmp_path)),
    )
    assert letter_fields(draft) == ["attachments.manner"]
    assert letter_fields(draft, {"attachments"}) == []


def test_a_good_message_has_no_problem() -> None:
    assert message(GOOD) == []


def test_the_mailing_needs_a_name_of_at_most_eighty_characters() -> None:
    assert [field for field, _ in message(replace(GOOD, job=JobChoice(" ")))] == ["job.name"]
    assert message(replace(GOOD, job=JobChoice("x" * 80))) == []
    assert "81 characters" in message(replace(GOOD, job=JobChoice("x" * 81)))[0][1]


def test_the_partners_id_is_a_number() -> None:
    assert message(replace(GOOD, job=JobChoice("Fee", processor_id="12"))) == []
    assert [field for field, _ in message(replace(GOOD, job=JobChoice("Fee", processor_id="x")))] == [
        "job.processor_id"
    ]


@pytest.mark.parametrize("subject", ["Your fee", "Fee for {first_name}", "x" * 100, "x" * 120 + "{city}"])
def test_good_subjects(subject: str) -> None:
    assert message(with_message(subject=subject)) == []


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("", "Write the subject"),
        ("  ", "Write the subject"),
        ("x" * 101, "101 characters"),
        ("Fee for {name}", "“name”"),
        ("Fee {", "unmatched brace"),
        ("Your number is {national_id}", "“national_id”"),
    ],
)
def test_subjects_that_cannot_be_used(subject: str, says: str) -> None:
    ((field, words),) = message(with_message(subject=subject))
    assert field == "message.subject"
    assert says in words


def test_a_column_with_subjects_makes_a_common_one_needless() -> None:
    assert message(with_message(subject=""), {"subject"}) == []


def test_delivery_cannot_be_in_the_past() -> None:
    assert message(with_message(deliver_at=NOW + timedelta(hours=1))) == []
    assert [field for field, _ in message(with_message(deliver_at=NOW))] == ["message.deliver_at"]


def test_sms_after_hours_or_at_times_but_not_both() -> None:
    later = NOW + timedelta(days=1)
    assert message(with_message(sms_after_hours=(1, 24))) == []
    assert message(with_message(sms_at=(later,))) == []
    assert [field for field, _ in message(with_message(sms_after_hours=(0,)))] == ["message.sms_after_hours"]
    assert [field for field, _ in message(with_message(sms_at=(later,), sms_after_hours=(1,)))] == [
        "message.sms_after_hours"
    ]


def test_an_sms_comes_after_delivery() -> None:
    later = NOW + timedelta(days=1)
    assert [field for field, _ in message(with_message(sms_at=(later,), deliver_at=later))] == [
        "message.sms_at"
    ]


def invoice(**changes: Any) -> Draft:
    values = {
        "used": True,
        "account": "12345678903",
        "due_date": date(2027, 2, 1),
        "amount": "450",
        **changes,
    }
    return replace(GOOD, invoice=InvoiceChoice(**values))


def test_an_invoice_needs_account_amount_and_due_date_from_here_or_from_the_file() -> None:
    assert message(invoice()) == []
    empty = invoice(account="", due_date=None, amount="")
    assert [field for field, _ in message(empty)] == ["invoice.account", "invoice.due_date", "invoice.amount"]
    assert message(empty, {"account", "due_date", "amount"}) == []


def test_an_invoices_account_and_amount_are_checked_at_once() -> None:
    assert [field for field, _ in message(invoice(account="12345678904"))] == ["invoice.account"]
    assert [field for field, _ in message(invoice(amount="much"))] == ["invoice.amount"]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("450", "450"),
        ("450,50", "450.50"),
        ("1 450.5", "1450.5"),
        ("1\u00a0450,-", "1450"),
        ("0", None),
        ("-1", None),
        ("1,234", None),
        ("nan", None),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(written: str, amount: str | None) -> None:
    assert amount_of(written) == (None if amount is None else Decimal(amount))
