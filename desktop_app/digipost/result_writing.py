"""Results out, as XML: what the sandbox answers with."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import Any, BinaryIO

from desktop_app.digipost.model import (
    DocumentFault,
    DocumentFaultDetail,
    Interface,
    InvalidReason,
    JobKind,
    JobStatus,
    LetterFault,
    LetterResult,
    RecipientResult,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.wire_time import write_time
from desktop_app.digipost.xml_text import DECLARATION, attribute, content, element, truth

_SECTIONS: dict[type, str] = {
    RecipientResult: "mottaker-resultater",
    DocumentFault: "dokumenter-med-feil",
    LetterResult: "brev-resultater",
}
"""The lists of a result, in the order of the wire."""

_ALWAYS_THERE = {
    (Interface.V2_0, JobKind.LOOKUP): ("mottaker-resultater",),
    (Interface.V2_0, JobKind.MAILING): ("mottaker-resultater", "brev-resultater"),
}
"""Lists that a result has even when they are empty."""

_ONLY_IN_2_1 = (JobStatus.MOTTATT, JobStatus.FORELOEPIG_SUKSESS)


def write_result(header: ResultHeader, items: Iterable[ResultItem], out: BinaryIO) -> None:
    """Write a result's XML in `header.interface`, reading the items one by one.

    The items come in the order of the wire: recipients, then document faults, then letters. A header with a
    `failure` has no items. Raises `ValueError` for what the interface cannot say (2_0 knows no MOTTATT and
    no FORELØPIG_SUKSESS, and its letters have ids but no uuids).
    """
    for piece in _result(header, items):  # noqa: FURB122 - `out` need not be more than something to write to
        out.write(piece.encode())


def _result(header: ResultHeader, items: Iterable[ResultItem]) -> Iterator[str]:
    root = f"{header.kind.value}-resultat"
    yield f'{DECLARATION}<{root} xmlns="{header.interface.namespace}">\n'
    yield f"<status>{_status(header)}</status>\n{_job_info(header)}\n"
    if header.failure is not None:
        if any(True for _ in items):
            raise ValueError("a result with a failure has no items")
        failure = header.failure
        yield f"<feilinformasjon>{element('feilkode', _word(failure.code))}{element('melding', failure.message)}"
        yield "</feilinformasjon>"
    else:
        yield _summaries(header)
        yield from _lists(header, items)
    yield f"</{root}>\n"


def _status(header: ResultHeader) -> str:
    if header.interface is Interface.V2_0 and header.status in _ONLY_IN_2_1:
        raise ValueError(f"interface 2_0 has no status {header.status}")
    return _word(header.status)


def _job_info(header: ResultHeader) -> str:
    if header.started_at is None:
        raise ValueError("a result needs its start time")
    if header.interface is Interface.V2_0 and (header.finished_at is None or header.sender_id is None):
        raise ValueError("a result in interface 2_0 needs its end time and its sender")
    finished = None if header.finished_at is None else write_time(header.finished_at)
    return (
        f"<jobb-info>{_number('ref-avsender-id', header.sender_id)}"
        f"{_number('ref-behandler-id', header.processor_id)}{element('ref-jobb-id', header.job_id)}"
        f"<start-tid>{write_time(header.started_at)}</start-tid>"
        f"{element('slutt-tid', finished)}</jobb-info>"
    )


def _summaries(header: ResultHeader) -> str:
    recipients, printed = header.recipient_summary, header.print_summary
    if recipients is None and header.interface is Interface.V2_0:
        raise ValueError("a result in interface 2_0 needs the summary of its recipients")
    written = ""
    if recipients is not None:
        written = (
            f"<mottaker-sammendrag>{_number('total', recipients.total)}"
            f"{_number('digipost', recipients.digipost)}{_number('digipost-vask', recipients.digipost_washed)}"
            f"{_number('identifisert', recipients.identified)}"
            f"{_number('identifisert-vask', recipients.identified_washed)}"
            f"{_number('uidentifisert', recipients.unidentified)}"
            f"{_number('uidentifisert-flere-treff', recipients.unidentified_ambiguous)}"
            f"{_number('ugyldig', recipients.invalid)}</mottaker-sammendrag>\n"
        )
    if printed is not None:
        if header.kind is JobKind.LOOKUP:
            raise ValueError("a lookup prints nothing")
        written += (
            f"<print-sammendrag>{_number('sendt-til-print', printed.sent_to_print)}"
            f"{_number('ugyldig', printed.invalid)}</print-sammendrag>\n"
        )
    return written


def _lists(header: ResultHeader, items: Iterable[ResultItem]) -> Iterator[str]:
    waiting = list(_SECTIONS.values()) if header.kind is JobKind.MAILING else [_SECTIONS[RecipientResult]]
    always = _ALWAYS_THERE.get((header.interface, header.kind), ())
    for kind, some in groupby(items, type):
        section = _SECTIONS[kind]
        if section not in waiting:
            raise ValueError(f"{section} is out of place")
        while (passed := waiting.pop(0)) != section:
            yield _empty(passed) if passed in always else ""
        write = _writer(kind, header.interface)
        yield f"<{section}>\n"
        for item in some:
            yield write(item)
        yield f"</{section}>\n"
    for passed in waiting:
        yield _empty(passed) if passed in always else ""


def _empty(section: str) -> str:
    return f"<{section}/>\n"


def _writer(kind: type, interface: Interface) -> Callable[[Any], str]:
    if kind is RecipientResult:
        return _recipient_2_1 if interface is Interface.V2_1 else _recipient_2_0
    if kind is DocumentFault:
        return _document
    return _letter_2_1 if interface is Interface.V2_1 else _letter_2_0


def _recipient_2_0(result: RecipientResult) -> str:
    if InvalidReason.UGYLDIG_ORGANISASJONSNUMMER in result.invalid_reasons:
        raise ValueError("interface 2_0 knows no organisation numbers")
    return _recipient_2_1(result)


def _recipient_2_1(result: RecipientResult) -> str:
    unidentified = "".join(
        [element("uidentifisert-grunn", _word(word)) for word in result.unidentified_reasons]
    )
    invalid = "".join([element("ugyldig-grunn", _word(word)) for word in result.invalid_reasons])
    washed = None if result.washed is None else truth(result.washed)
    return (
        f"<resultat><kunde-id>{content(result.customer_id)}</kunde-id><status>{_word(result.status)}</status>"
        f"{element('digipostadresse', result.digipost_address)}{element('person-alias', result.person_alias)}"
        f"{unidentified}{invalid}{element('vasket', washed)}</resultat>\n"
    )


def _document(fault: DocumentFault) -> str:
    return (
        f"<dokument-med-feil>{element('dokument-id', fault.document_id)}{_faults(fault.faults)}"
        f"</dokument-med-feil>\n"
    )


def _letter_2_1(result: LetterResult) -> str:
    if result.main_uuid is None:
        raise ValueError("a letter's result in interface 2_1 needs the uuid")
    letter_id = "" if result.letter_id is None else f' brev-id="{attribute(result.letter_id)}"'
    attachments = "".join([element("dokument-uuid", uuid) for uuid in result.attachment_uuids])
    return (
        f"<resultat{letter_id}>{element('hoveddokument-uuid', result.main_uuid)}"
        f"{f'<vedlegg>{attachments}</vedlegg>' if attachments else ''}{_letter_outcome(result)}</resultat>\n"
    )


def _letter_2_0(result: LetterResult) -> str:
    if result.letter_id is None or result.main_uuid is not None or result.attachment_uuids:
        raise ValueError("a letter's result in interface 2_0 has its id and no uuids")
    return f"<resultat>{element('brev-id', result.letter_id)}{_letter_outcome(result)}</resultat>\n"


def _letter_outcome(result: LetterResult) -> str:
    if result.sent is None:
        raise ValueError("a letter was sent or not sent")
    channel = None if result.channel is None else _word(result.channel)
    faults = f"<feilinformasjon>{_faults(result.faults)}</feilinformasjon>" if result.faults else ""
    return (
        f"<resultat>{'SENDT' if result.sent else 'IKKE_SENDT'}</resultat>{element('kanal', channel)}{faults}"
    )


def _faults(faults: Iterable[LetterFault | DocumentFaultDetail]) -> str:
    return "".join(
        [
            f"<feil>{element('type', _word(fault.type))}"
            f"{''.join([element('melding', message) for message in fault.messages])}</feil>"
            for fault in faults
        ]
    )


def _number(name: str, value: int | None) -> str:
    return "" if value is None else f"<{name}>{value}</{name}>"


def _word(word: StrEnum) -> str:
    if word.value == "?":
        raise ValueError(f"{type(word).__name__} {word.name} stands for a word that is not known")
    return word.value
