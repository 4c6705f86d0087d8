"""P2: the job's XML against the plainest way to write the same letters.

    python -m benchmarks.p2_job_xml [LETTERS]

The floor puts the same values into f-strings, escaped with the standard library, and writes them in the same
portions; it checks nothing. Both are given the letters ready-made, so that making them counts for neither.
The goal is a ratio of at most 1.5.
"""

import io
import sys
import time
from collections.abc import Callable, Iterable
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from benchmarks.wire_letters import mailing
from desktop_app.digipost.model import (
    DigipostAddress,
    Document,
    FullName,
    Interface,
    Letter,
    LineAddress,
    MailingJob,
    NameAndAddress,
    NationalId,
    Recipient,
)
from desktop_app.digipost.writing import write_job

ROUNDS = 7
GOAL = 1.5
PORTION = 256


def main() -> None:
    """Print microseconds a letter for both, and their ratio."""
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    made = mailing(letters)
    job = MailingJob(made.settings, list(made.documents), list(made.letters))
    if written(lambda out: write_plainly(job, out)) != written(
        lambda out: write_job(job, out, Interface.V2_1)
    ):
        raise SystemExit("the floor and the program do not write the same job")
    floor, ours = [], []
    for _ in range(ROUNDS):
        floor.append(seconds(lambda out: write_plainly(job, out)))
        ours.append(seconds(lambda out: write_job(job, out, Interface.V2_1)))
    ratio = min(ours) / min(floor)
    print(
        f"P2 job XML of {letters} letters: plain strings {min(floor) / letters * 1e6:.1f} µs a letter, "
        f"Brevdue {min(ours) / letters * 1e6:.1f} µs, ratio {ratio:.2f} (goal at most {GOAL})"
    )


def seconds(write: Callable[[BinaryIO], None]) -> float:
    """CPU time to write into memory that is thrown away."""
    began = time.process_time()
    write(io.BytesIO())
    return time.process_time() - began


def written(write: Callable[[BinaryIO], None]) -> bytes:
    """What is written."""
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def write_plainly(job: MailingJob, out: BinaryIO) -> None:
    """The floor."""
    out.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<masseutsendelse xmlns="http://www.digipost.no/xsd/avsender2_1" '
        b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><jobb-innstillinger><avsender-id>1</avsender-id>'
        b"<jobb-id>benchmark</jobb-id><auto-godkjenn-jobb>false</auto-godkjenn-jobb></jobb-innstillinger>"
        b"<standard-distribusjon><post>\n"
    )
    in_portions(map(plain_document, job.documents), out)
    out.write(b"</post>\n<forsendelser>\n")
    in_portions(map(plain_letter, job.letters), out)
    out.write(b"</forsendelser></standard-distribusjon></masseutsendelse>\n")


def in_portions(pieces: Iterable[str], out: BinaryIO) -> None:
    """Write some hundred pieces at a time."""
    held = []
    for piece in pieces:
        held.append(piece)
        if len(held) == PORTION:
            out.write("\n".join([*held, ""]).encode())
            held.clear()
    out.write("\n".join([*held, ""]).encode())


def plain_document(document: Document) -> str:
    """One document as a string."""
    settings = ""
    if document.settings is not None:
        settings = f"<innstillinger><emne>{escape(str(document.settings.subject))}</emne></innstillinger>"
    return f"<dokument><id>{escape(document.id)}</id><fil>{escape(document.file)}</fil>{settings}</dokument>"


def plain_letter(letter: Letter) -> str:
    """One letter as a string."""
    attachments = "".join(
        f"<vedlegg uuid={quoteattr(each.uuid or '')} refid={quoteattr(each.document_id)}/>"
        for each in letter.attachments
    )
    return (
        f"<brev id={quoteattr(letter.id)}>{plain_recipient(letter.recipient)}"
        f"<hoveddokument uuid={quoteattr(letter.main.uuid or '')} refid={quoteattr(letter.main.document_id)}/>"
        f"{attachments}</brev>"
    )


def plain_recipient(recipient: Recipient) -> str:
    """One recipient as a string."""
    found = recipient.identification
    if isinstance(found, NationalId):
        who = f"<foedselsnummer>{escape(found.number)}</foedselsnummer>"
    elif isinstance(found, DigipostAddress):
        who = f"<digipostadresse>{escape(found.address)}</digipostadresse>"
    else:
        who = plain_name_and_address(found)
    return f"<mottaker><kunde-id>{escape(recipient.customer_id)}</kunde-id>{who}</mottaker>"


def plain_name_and_address(found: object) -> str:
    """A name and an address as a string."""
    assert isinstance(found, NameAndAddress)
    assert isinstance(found.name, FullName)
    assert isinstance(found.address, LineAddress)
    return (
        f"<navn><navn-format1><fullt-navn-fornavn-foerst>{escape(found.name.full_name)}"
        f"</fullt-navn-fornavn-foerst></navn-format1></navn><adresse><adresse-format1>"
        f"<adresselinje1>{escape(found.address.line1)}</adresselinje1>"
        f"<postnummer>{escape(found.address.postcode)}</postnummer><poststed>{escape(found.address.city)}</poststed>"
        f"</adresse-format1></adresse>"
    )


if __name__ == "__main__":
    main()
