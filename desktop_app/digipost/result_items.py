"""What a result's elements mean: recipients, faulty documents, letters, and the header.

Words that are not known become "unspecified" and are kept as they came.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeVar

from desktop_app.base.texts import text
from desktop_app.digipost.model import (
    Channel,
    DocumentFault,
    DocumentFaultDetail,
    DocumentFaultType,
    Failure,
    FailureCode,
    Interface,
    InvalidReason,
    JobKind,
    JobStatus,
    LetterFault,
    LetterFaultType,
    LetterResult,
    PrintSummary,
    RecipientResult,
    RecipientStatus,
    RecipientSummary,
    ResultHeader,
    UnidentifiedReason,
)
from desktop_app.digipost.wire_time import read_time
from desktop_app.digipost.xml_parsing import XmlProblemError

Leaves = list[tuple[str, str]]
"""An item's elements below it, however deep, as (local name, text) in the order of their end tags."""

_Word = TypeVar("_Word", bound=StrEnum)

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_RECIPIENT_STATUSES = {word.value: word for word in RecipientStatus}
_SENT = {"SENDT": True, "IKKE_SENDT": False}


def recipient_result(leaves: Leaves, _attributes: Mapping[str, str]) -> RecipientResult:
    """`mottaker-resultater/resultat`. Raises `XmlProblemError` where it names no customer."""
    said = dict(leaves)
    customer_id = said.get("kunde-id")
    if customer_id is None:
        raise XmlProblemError(text("A recipient's result has no customer id."))
    unknown: list[str] = []
    word = said.get("status", "").strip()
    status = _RECIPIENT_STATUSES.get(word)
    if status is None:
        status = RecipientStatus.UNSPECIFIED
        unknown.append(word)
    unidentified: tuple[UnidentifiedReason, ...] = ()
    invalid: tuple[InvalidReason, ...] = ()
    if "uidentifisert-grunn" in said:
        unidentified = _words(UnidentifiedReason, _all(leaves, "uidentifisert-grunn"), unknown)
    if "ugyldig-grunn" in said:
        invalid = _words(InvalidReason, _all(leaves, "ugyldig-grunn"), unknown)
    return RecipientResult(
        customer_id,
        status,
        said.get("digipostadresse"),
        said.get("person-alias"),
        unidentified,
        invalid,
        _TRUTHS.get(said.get("vasket", "").strip()),
        tuple(unknown),
    )


def letter_result(leaves: Leaves, attributes: Mapping[str, str]) -> LetterResult:
    """`brev-resultater/resultat`. Raises `XmlProblemError` where nothing tells which letter it is."""
    said = dict(leaves)
    letter_id = attributes.get("brev-id", said.get("brev-id"))
    main_uuid = said.get("hoveddokument-uuid")
    if letter_id is None and main_uuid is None:
        raise XmlProblemError(text("A letter's result does not say which letter it is."))
    unknown: list[str] = []
    sent_word = said.get("resultat", "").strip()
    if sent_word not in _SENT:
        unknown.append(sent_word)
    channel = None
    if "kanal" in said:
        (channel,) = _words(Channel, [said["kanal"]], unknown)
    return LetterResult(
        letter_id,
        main_uuid,
        _all(leaves, "dokument-uuid") if "dokument-uuid" in said else (),
        _SENT.get(sent_word),
        channel,
        tuple(_letter_faults(leaves)) if "feil" in said else (),
        tuple(unknown),
    )


def document_fault(leaves: Leaves, _attributes: Mapping[str, str]) -> DocumentFault:
    """`dokument-med-feil`. Raises `XmlProblemError` where it names no document."""
    document_id = dict(leaves).get("dokument-id")
    if document_id is None:
        raise XmlProblemError(text("A document's faults do not say which document it is."))
    return DocumentFault(document_id, tuple(_document_faults(leaves)))


def _letter_faults(leaves: Leaves) -> Iterator[LetterFault]:
    for word, messages in _faults(leaves):
        unknown: list[str] = []
        (kind,) = _words(LetterFaultType, [word], unknown)
        yield LetterFault(kind, messages, unknown[0] if unknown else None)


def _document_faults(leaves: Leaves) -> Iterator[DocumentFaultDetail]:
    for word, messages in _faults(leaves):
        unknown: list[str] = []
        (kind,) = _words(DocumentFaultType, [word], unknown)
        yield DocumentFaultDetail(kind, messages, unknown[0] if unknown else None)


def _faults(leaves: Leaves) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each `feil` as its type and messages; its own end tag comes after theirs."""
    word, messages = "", list[str]()
    for name, value in leaves:
        if name == "type":
            word = value
        elif name == "melding":
            messages.append(value)
        elif name == "feil":
            yield word, tuple(messages)
            word, messages = "", []


def _all(leaves: Leaves, wanted: str) -> tuple[str, ...]:
    return tuple([value for name, value in leaves if name == wanted])


def _words(words: type[_Word], values: Iterable[str], unknown: list[str]) -> tuple[_Word, ...]:
    """The values as known words. What is not known becomes UNSPECIFIED and is added to `unknown`."""
    known = _by_value(words)
    found: list[_Word] = []
    for value in values:
        word = known.get(value.strip())
        if word is None:
            word = words["UNSPECIFIED"]
            unknown.append(value.strip())
        found.append(word)
    return tuple(found)


@cache
def _by_value(words: type[_Word]) -> dict[str, _Word]:
    return {word.value: word for word in words}


def result_header(kind: JobKind, interface: Interface, said: Mapping[tuple[str, str], str]) -> ResultHeader:
    """The header from its elements' texts by (section, name). Raises `XmlProblemError` if it names no job."""
    job_id = said.get(("jobb-info", "ref-jobb-id"), "").strip()
    if not job_id:
        raise XmlProblemError(text("It does not say which job it answers."))
    unknown: list[str] = []
    (status,) = _words(JobStatus, [said.get(("", "status"), "")], unknown)
    return ResultHeader(
        kind,
        interface,
        status,
        job_id,
        _number(said.get(("jobb-info", "ref-avsender-id"))),
        _number(said.get(("jobb-info", "ref-behandler-id"))),
        _time(said.get(("jobb-info", "start-tid"))),
        _time(said.get(("jobb-info", "slutt-tid"))),
        _recipient_summary(said),
        _print_summary(said),
        _failure(said, unknown),
        tuple(unknown),
    )


def _recipient_summary(said: Mapping[tuple[str, str], str]) -> RecipientSummary | None:
    names = (
        "total",
        "digipost",
        "digipost-vask",
        "identifisert",
        "identifisert-vask",
        "uidentifisert",
        "uidentifisert-flere-treff",
        "ugyldig",
    )
    counts = _counts(said, "mottaker-sammendrag", names)
    return RecipientSummary(*counts) if counts else None


def _print_summary(said: Mapping[tuple[str, str], str]) -> PrintSummary | None:
    counts = _counts(said, "print-sammendrag", ("sendt-til-print", "ugyldig"))
    return PrintSummary(*counts) if counts else None


def _counts(said: Mapping[tuple[str, str], str], section: str, names: tuple[str, ...]) -> list[int] | None:
    """The counts of a summary, or None where one is missing or is no number."""
    counts = [_number(said.get((section, name))) for name in names]
    whole = [count for count in counts if count is not None]
    return whole if len(whole) == len(names) else None


def _failure(said: Mapping[tuple[str, str], str], unknown: list[str]) -> Failure | None:
    word = said.get(("feilinformasjon", "feilkode"))
    message = said.get(("feilinformasjon", "melding"))
    if word is None and message is None:
        return None
    (code,) = _words(FailureCode, [word or ""], unknown)
    return Failure(code, message or "")


def _number(value: str | None) -> int | None:
    try:
        return None if value is None or len(value) > 40 else int(value)
    except ValueError:
        return None


def _time(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return read_time(value)
    except ValueError:
        return None
