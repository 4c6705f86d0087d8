"""Jobs out, as XML."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, Protocol, TypeVar

from desktop_app.base.texts import Text, text
from desktop_app.digipost.document_names import check_job_id
from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.mailing_2_0 import Mailing20
from desktop_app.digipost.mailing_2_1 import Mailing21
from desktop_app.digipost.model import (
    Document,
    Interface,
    Job,
    JobSettings,
    Letter,
    LookupJob,
    MailingJob,
    Recipient,
)
from desktop_app.digipost.recipient_writing import recipient_element, recipient_element_2_0
from desktop_app.digipost.refusals import (
    PLACE_OF_JOB_SETTINGS,
    TITLE,
    RefusalError,
    fault_of_program,
    not_in_2_0,
    place_of_document,
    place_of_letter,
    place_of_recipient,
    refused,
    shown_id,
)
from desktop_app.digipost.text_pool import TextPool
from desktop_app.digipost.wire_time import write_time
from desktop_app.digipost.xml_text import (
    DECLARATION,
    XSI,
    UnwritableTextError,
    content,
    element,
    truth,
)

_AT_A_TIME = 256
_Record = TypeVar("_Record")


class _Mailing(Protocol):
    """How one interface writes the parts of a mailing."""

    def common_settings(self) -> Iterator[str]: ...
    def document(self, document: Document, /) -> str: ...
    def letter(self, letter: Letter, /) -> str: ...


def write_job(job: Job, out: BinaryIO, interface: Interface) -> None:
    """Write the job's XML (UTF-8), reading its recipients, documents and letters one by one.

    Takes the same memory for ten letters as for a million; equal jobs give equal bytes. Raises `JobInvalid`
    for what XML or Digipost cannot take (control characters, a customer id twice, …), naming letter,
    customer id and field, and `NotInInterface` for what this interface cannot carry.
    """
    pieces = _lookup(job, interface) if isinstance(job, LookupJob) else _mailing(job, interface)
    for piece in pieces:  # noqa: FURB122 - `out` need not be more than something to write to
        out.write(piece.encode())


def _lookup(job: LookupJob, interface: Interface) -> Iterator[str]:
    yield f'{DECLARATION}<mottakersplitt xmlns="{interface.namespace}">'
    yield _job_settings(job.settings, interface)
    yield "<mottakere>\n"
    write = recipient_element if interface is Interface.V2_1 else recipient_element_2_0
    with TextPool() as customer_ids:
        for recipients, piece in _written(job.recipients, write, _place_of_recipient):
            customer_ids.extend([recipient.customer_id for recipient in recipients])
            yield piece
        _refuse_repeated_customer_id(customer_ids)
    yield "</mottakere></mottakersplitt>\n"


def _mailing(job: MailingJob, interface: Interface) -> Iterator[str]:
    mailing: _Mailing = Mailing21(job) if interface is Interface.V2_1 else Mailing20(job)
    yield f'{DECLARATION}<masseutsendelse xmlns="{interface.namespace}" xmlns:xsi="{XSI}">'
    yield _job_settings(job.settings, interface)
    yield "<standard-distribusjon>"
    yield from mailing.common_settings()
    yield "<post>\n"
    for _, piece in _written(job.documents, mailing.document, _place_of_document):
        yield piece
    yield "</post>\n<forsendelser>\n"
    yield from _letters(job.letters, mailing.letter)
    yield "</forsendelser></standard-distribusjon></masseutsendelse>\n"


def _letters(all_letters: Iterable[Letter], write: Callable[[Letter], str]) -> Iterator[str]:
    with TextPool() as customer_ids, TextPool() as letter_ids, TextPool() as uuids:
        for letters, piece in _written(all_letters, write, _place_of_letter):
            customer_ids.extend([letter.recipient.customer_id for letter in letters])
            letter_ids.extend([letter.id for letter in letters])
            uuids.extend([letter.main.uuid for letter in letters if letter.main.uuid])
            uuids.extend([each.uuid for letter in letters for each in letter.attachments if each.uuid])
            yield piece
        _refuse_repeated_customer_id(customer_ids)
        for letter_id in sorted(letter_ids.repeated()):
            raise fault_of_program(
                text("The letter id {id} is there more than once.", id=shown_id(letter_id))
            )
        for uuid in sorted(uuids.repeated()):
            raise fault_of_program(text("The uuid {id} is there more than once.", id=shown_id(uuid)))


def _place_of_recipient(number: int, recipient: Recipient) -> Text:
    return place_of_recipient(number, recipient.customer_id)


def _place_of_document(number: int, document: Document) -> Text:
    return place_of_document(number, document.id)


def _place_of_letter(number: int, letter: Letter) -> Text:
    return place_of_letter(number, letter.recipient.customer_id)


def _written(
    records: Iterable[_Record], write: Callable[[_Record], str], place: Callable[[int, _Record], Text]
) -> Iterator[tuple[list[_Record], str]]:
    """The records with their XML, some hundred at a time, which is quicker than one by one."""
    waiting = iter(records)
    number = 1
    while some := list(islice(waiting, _AT_A_TIME)):
        try:
            # A line each, so that a line number in Digipost's answer leads to the letter.
            piece = "\n".join([write(record) for record in some])
        except (RefusalError, UnwritableTextError):
            _refuse_one_of(some, number, write, place)
            raise
        yield some, piece + "\n"
        number += len(some)


def _refuse_one_of(
    records: list[_Record],
    number: int,
    write: Callable[[_Record], str],
    place: Callable[[int, _Record], Text],
) -> None:
    for here, record in enumerate(records, number):
        try:
            write(record)
        except (RefusalError, UnwritableTextError) as cause:
            raise refused(place(here, record), cause, record) from None


def _refuse_repeated_customer_id(customer_ids: TextPool) -> None:
    for customer_id in sorted(customer_ids.repeated()):
        raise JobInvalid(
            title=TITLE,
            message=text(
                "The customer id {customer_id} is there more than once.",
                customer_id=shown_id(customer_id),
            ),
            hint=text(
                "A person can have one letter in a mailing. Leave the others out, or send them in a second one."
            ),
        )


def _job_settings(settings: JobSettings, interface: Interface) -> str:
    try:
        return _written_job_settings(settings, interface)
    except (RefusalError, UnwritableTextError) as cause:
        raise refused(PLACE_OF_JOB_SETTINGS, cause, settings) from None


def _written_job_settings(settings: JobSettings, interface: Interface) -> str:
    check_job_id(settings.job_id)
    if settings.deliver_at is not None and interface is Interface.V2_0:
        raise not_in_2_0(
            text("Interface 2_0 has no delivery date."),
            text("Take it out, or choose interface 2_1 in the settings."),
        )
    deliver_at = None if settings.deliver_at is None else write_time(settings.deliver_at)
    processor = None if settings.processor_id is None else str(settings.processor_id)
    return (
        f"<jobb-innstillinger><avsender-id>{settings.sender_id}</avsender-id>"
        f"{element('behandler-id', processor)}<jobb-id>{content(settings.job_id)}</jobb-id>"
        f"{element('jobb-navn', settings.job_name)}"
        f"<auto-godkjenn-jobb>{truth(settings.auto_approve)}</auto-godkjenn-jobb>"
        f"{element('virkningsdato', deliver_at)}{element('klientinformasjon', settings.client_info)}"
        f"</jobb-innstillinger>"
    )
