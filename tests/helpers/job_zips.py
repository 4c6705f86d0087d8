"""Job zips for the sandbox, made without the packer, so that a test can also make wrong ones."""

import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.digipost.model import (
    Document,
    DocumentToRecipient,
    FullName,
    Identification,
    Interface,
    Job,
    JobKind,
    JobSettings,
    Letter,
    LineAddress,
    LookupJob,
    MailingJob,
    NameAndAddress,
    NorwegianAddress,
    PhysicalPrint,
    Recipient,
)
from desktop_app.digipost.writing import write_job

SMALLEST_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SENDER_ID = 1000


def settings(job_id: str, *, auto_approve: bool = True) -> JobSettings:
    """The settings of a job that needs nobody's approval."""
    return JobSettings(sender_id=SENDER_ID, job_id=job_id, auto_approve=auto_approve)


def somebody(name: str = "Kari Nordmann", street: str = "Storgata 1") -> NameAndAddress:
    """A name with an address in Oslo."""
    return NameAndAddress(FullName(name), LineAddress(street, None, "0155", "Oslo"))


def people(*customer_ids: str) -> list[Recipient]:
    """People with different names, named by name and address."""
    return [Recipient(one, somebody(f"Person Nr{one}")) for one in customer_ids]


def printed(name: str = "Kari Nordmann", postcode: str = "0155") -> PhysicalPrint:
    """A wish to have a letter printed if need be."""
    home = NorwegianAddress(postcode, "Oslo", "Storgata 1")
    return PhysicalPrint(name, home, "Velforeningen", NorwegianAddress("0150", "Oslo", "Fjordgata 2"))


def job_xml(job: Job, interface: Interface = Interface.V2_1) -> bytes:
    """The job as it travels."""
    out = io.BytesIO()
    write_job(job, out, interface)
    return out.getvalue()


def write_zip(path: Path, entries: Mapping[str, bytes]) -> Path:
    """A zip with these files; it has its name only when it is whole."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    part.replace(path)
    return path


def lookup_zip(
    path: Path, job_id: str, recipients: Iterable[Recipient], interface: Interface = Interface.V2_1
) -> Path:
    """A lookup, zipped."""
    return write_zip(
        path, {JobKind.LOOKUP.job_file: job_xml(LookupJob(settings(job_id), recipients), interface)}
    )


@dataclass(slots=True)
class Mailing:
    """A mailing with one document a letter unless a letter says otherwise."""

    job_id: str
    interface: Interface = Interface.V2_1
    auto_approve: bool = True
    letters: list[Letter] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def add(
        self,
        customer_id: str,
        identification: Identification | None = None,
        *,
        content: bytes | None = None,
        attachments: Sequence[str] = (),
        physical_print: PhysicalPrint | None = None,
        main_uuid: str | None = None,
    ) -> Letter:
        """One more letter; `attachments` are the customer ids whose documents are enclosed."""
        number = len(self.letters) + 1
        self.files[f"brev-{customer_id}.pdf"] = content or SMALLEST_PDF + customer_id.encode()
        letter = Letter(
            id=f"b{number}",
            recipient=Recipient(customer_id, identification or somebody(f"Person Nr{customer_id}")),
            main=self._part(customer_id, main_uuid),
            attachments=tuple(self._part(one) for one in attachments),
            physical_print=physical_print,
        )
        self.letters.append(letter)
        return letter

    def job(self) -> MailingJob:
        """The job as a value."""
        documents = [Document(_document_id(name), name) for name in self.files]
        return MailingJob(settings(self.job_id, auto_approve=self.auto_approve), documents, self.letters)

    def zip(self, path: Path) -> Path:
        """The job, zipped with its documents."""
        entries = {JobKind.MAILING.job_file: job_xml(self.job(), self.interface), **self.files}
        return write_zip(path, entries)

    def _part(self, customer_id: str, given: str | None = None) -> DocumentToRecipient:
        has_uuids = self.interface is Interface.V2_1
        return DocumentToRecipient(
            _document_id(f"brev-{customer_id}.pdf"), (given or str(uuid.uuid4())) if has_uuids else None
        )


def _document_id(file: str) -> str:
    return "d-" + file.removesuffix(".pdf")
