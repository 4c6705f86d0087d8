"""Small jobs to start a test from, all with synthetic people."""

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest

from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.model import (
    Document,
    DocumentToRecipient,
    Identification,
    Interface,
    Job,
    JobSettings,
    Letter,
    LookupJob,
    MailingJob,
    NationalId,
    Recipient,
)
from desktop_app.digipost.writing import write_job

SETTINGS = JobSettings(sender_id=1, job_id="job-1")
NATIONAL_ID = "17812345678"


def uuid_of(number: int) -> str:
    """A uuid that is different for each number."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def recipient(number: int, identification: Identification | None = None) -> Recipient:
    """Customer number so-and-so, known by a national identity number unless told otherwise."""
    return Recipient(f"customer-{number}", identification or NationalId(NATIONAL_ID))


def letter(number: int, *documents: str, interface: Interface = Interface.V2_1) -> Letter:
    """A letter to customer number so-and-so with these documents, the first of them the main one."""
    assigned = [
        DocumentToRecipient(each, uuid_of(100 * number + at) if interface is Interface.V2_1 else None)
        for at, each in enumerate(documents or ("d1",))
    ]
    return Letter(f"letter-{number}", recipient(number), assigned[0], tuple(assigned[1:]))


def mailing(
    letters: Iterable[Letter] | None = None,
    documents: Iterable[Document] = (Document("d1", "a.pdf"),),
    interface: Interface = Interface.V2_1,
) -> MailingJob:
    """A mailing, of one letter unless told otherwise."""
    if letters is None:
        letters = [letter(1, interface=interface)]
    return MailingJob(SETTINGS, documents, letters)


def lookup(*recipients: Recipient) -> LookupJob:
    """A lookup, of one person unless told otherwise."""
    return LookupJob(SETTINGS, recipients or (recipient(1),))


def xml_of(job: Job, interface: Interface = Interface.V2_1) -> str:
    """The job as it is written."""
    out = io.BytesIO()
    write_job(job, out, interface)
    return out.getvalue().decode()


def with_main_settings(changed: Letter, **assigned: object) -> Letter:
    """The letter with something else about its main document."""
    return replace(changed, main=replace(changed.main, **assigned))  # type: ignore[arg-type]


def between(xml: str, element: str) -> str:
    """What stands inside the first element of that name, line ends aside."""
    xml = xml.replace("\n", "")
    start = xml.index(f"<{element}")
    return xml[xml.index(">", start) + 1 : xml.index(f"</{element}>", start)]


def refusal(job: Job, interface: Interface = Interface.V2_1) -> str:
    """What is said about the job when it cannot be written."""
    with pytest.raises(JobInvalid) as caught:
        xml_of(job, interface)
    assert str(caught.value.hint)
    return str(caught.value.message)
