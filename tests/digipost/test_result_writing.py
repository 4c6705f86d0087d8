"""Results for the sandbox: what an interface cannot say is refused, and what it must say is there."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop_app.digipost.model import (
    Channel,
    DocumentFault,
    Failure,
    FailureCode,
    Interface,
    InvalidReason,
    JobKind,
    JobStatus,
    LetterResult,
    PrintSummary,
    RecipientResult,
    RecipientStatus,
    RecipientSummary,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.result_writing import write_result

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUMMARY = RecipientSummary(1, 1, 0, 0, 0, 0, 0, 0)
NEW = ResultHeader(JobKind.MAILING, Interface.V2_1, JobStatus.SUKSESS, "job-1", started_at=NOON)
OLD = ResultHeader(JobKind.MAILING, Interface.V2_0, JobStatus.SUKSESS, "job-1", 1, None, NOON, NOON, SUMMARY)
PERSON = RecipientResult("k", RecipientStatus.DIGIPOST, "a#1")
FAULT = DocumentFault("d1")
NEW_LETTER = LetterResult("b", "u", sent=True, channel=Channel.WEB)
OLD_LETTER = LetterResult("b", None, sent=False)


def written(header: ResultHeader, *items: ResultItem) -> str:
    out = io.BytesIO()
    write_result(header, items, out)
    return out.getvalue().decode()


def test_a_list_is_there_when_it_has_something_in_it() -> None:
    xml = written(NEW, FAULT, NEW_LETTER)
    assert "mottaker-resultater" not in xml
    assert xml.index("<dokumenter-med-feil>") < xml.index("<brev-resultater>")


def test_the_old_interface_has_its_lists_even_when_they_are_empty() -> None:
    assert "<mottaker-resultater/>\n<brev-resultater/>" in written(OLD)
    assert "<mottaker-resultater/>\n<dokumenter-med-feil>" in written(OLD, FAULT)
    lookup = written(replace(OLD, kind=JobKind.LOOKUP))
    assert "<mottaker-resultater/>" in lookup
    assert "brev-resultater" not in lookup


@pytest.mark.parametrize(
    ("header", "items"),
    [
        (NEW, [NEW_LETTER, PERSON]),
        (NEW, [PERSON, NEW_LETTER, PERSON]),
        (replace(NEW, kind=JobKind.LOOKUP), [NEW_LETTER]),
        (replace(NEW, kind=JobKind.LOOKUP, print_summary=PrintSummary(1, 1)), []),
        (replace(NEW, failure=Failure(FailureCode.ENGINE_FEIL, "x")), [PERSON]),
        (replace(NEW, started_at=None), []),
        (replace(NEW, status=JobStatus.UNSPECIFIED), []),
        (NEW, [OLD_LETTER]),
        (NEW, [replace(NEW_LETTER, sent=None)]),
        (NEW, [replace(NEW_LETTER, channel=Channel.UNSPECIFIED)]),
        (NEW, [replace(PERSON, status=RecipientStatus.UNSPECIFIED)]),
        (OLD, [NEW_LETTER]),
        (OLD, [replace(OLD_LETTER, letter_id=None)]),
        (OLD, [replace(OLD_LETTER, attachment_uuids=("u",))]),
        (OLD, [replace(PERSON, invalid_reasons=(InvalidReason.UGYLDIG_ORGANISASJONSNUMMER,))]),
        (replace(OLD, status=JobStatus.MOTTATT), []),
        (replace(OLD, status=JobStatus.FORELOEPIG_SUKSESS), []),
        (replace(OLD, finished_at=None), []),
        (replace(OLD, sender_id=None), []),
        (replace(OLD, recipient_summary=None), []),
    ],
)
def test_what_cannot_be_said_is_refused(header: ResultHeader, items: Sequence[ResultItem]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        written(header, *items)
