"""A small association's mailing as files, made on the spot: for the demo, training and tests."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from desktop_app.base.paths import resource
from desktop_app.sandbox.sample_letters import write_attachment, write_letter, write_letter_for_all
from desktop_app.sandbox.sample_people import SampleRecipient, sample_recipients

HEADINGS = (
    "Kunde ID",
    "Fødsels- og personnummer",
    "Fullt navn, fornavn først",
    "Adresselinje",
    "Adresselinje 2",
    "Postnummer",
    "Poststed",
    "Mobil",
    "Emne",
    "Filnavn",
    "Vedlegg",
    "Organisasjonsnummer(hvis bedrift)",
    "Land",
    "kid",
    "kontonummer",
    "beløp",
    "forfallsdato",
)
"""The heading line of the file that users of the public batch client have."""

SUBJECT = "Årskontingent 2026"
_MADE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - spreadsheets know no time zones
_SAVED_AT = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")
_ZIP_TIME = (2026, 3, 2, 9, 0, 0)


@dataclass(frozen=True, slots=True)
class SampleMailing:
    """Where the files lie that `write_sample` made."""

    recipients_file: Path
    """A spreadsheet (.xlsx) with the public client's headings; Excel has eaten the postcodes' zeros."""
    recipients_csv: Path
    """The same people as a file with `;`, in Windows-1252 as Excel writes it, with nothing eaten."""
    documents_folder: Path
    """One PDF a recipient, named in the column `Filnavn`."""
    letter_for_all: Path
    """One PDF that fits everybody."""
    attachment: Path
    """One PDF to enclose."""
    members_file: Path
    """Gym members in the `;`-separated interchange format, for Digis."""
    recipient_count: int
    member_count: int


def write_sample(folder: Path) -> SampleMailing:
    """Write the whole sample into this folder (made if missing). The bytes are always the same."""
    documents = folder / "brev"
    documents.mkdir(parents=True, exist_ok=True)
    people = sample_recipients()
    for person in people:
        write_letter(documents / person.letter_file, address_lines(person))
    sample = SampleMailing(
        recipients_file=folder / "medlemmer.xlsx",
        recipients_csv=folder / "medlemmer.csv",
        documents_folder=documents,
        letter_for_all=folder / "kontingent-til-alle.pdf",
        attachment=folder / "innkalling.pdf",
        members_file=folder / "digis-medlemmer.csv",
        recipient_count=len(people),
        member_count=_write_members(folder / "digis-medlemmer.csv"),
    )
    _write_csv(sample.recipients_csv, people)
    _write_spreadsheet(sample.recipients_file, people)
    write_letter_for_all(sample.letter_for_all)
    write_attachment(sample.attachment)
    return sample


def address_lines(person: SampleRecipient) -> list[str]:
    """The address as it stands on the letter, the name first."""
    lines = (
        person.full_name,
        person.street,
        person.line2,
        f"{person.postcode} {person.city}",
        person.country,
    )
    return [line for line in lines if line.strip()]


def _write_members(file: Path) -> int:
    """The gym's members as they are in the resources; returns how many different people they are."""
    text = resource("sample", "members.csv").read_text("utf-8")
    file.write_bytes(text.encode("utf-8"))
    return len({row["p_id"] for row in csv.DictReader(io.StringIO(text), delimiter=";")})


def _cells(person: SampleRecipient) -> dict[str, str]:
    return {
        "Kunde ID": person.customer_id,
        "Fødsels- og personnummer": person.national_id,
        "Fullt navn, fornavn først": person.full_name,
        "Adresselinje": person.street,
        "Adresselinje 2": person.line2,
        "Postnummer": person.postcode,
        "Poststed": person.city,
        "Mobil": person.mobile,
        "Emne": SUBJECT,
        "Filnavn": person.letter_file,
        "Organisasjonsnummer(hvis bedrift)": person.organisation_number,
        "Land": person.country,
    }


def _write_csv(file: Path, people: Sequence[SampleRecipient]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for person in people:
        cells = _cells(person)
        writer.writerow([cells.get(heading, "") for heading in HEADINGS])
    file.write_bytes(out.getvalue().encode("cp1252"))


def _write_spreadsheet(file: Path, people: Sequence[SampleRecipient]) -> None:
    """Postcodes are numbers here, as they become when a person types them into Excel: 0150 turns into 150."""
    book = Workbook()
    book.properties.created = book.properties.modified = _MADE
    sheet = book.active
    assert sheet is not None
    sheet.title = "Medlemmer"
    sheet.append(HEADINGS)
    for person in people:
        cells = _cells(person)
        postcode = person.postcode
        row: list[str | int | None] = [cells.get(heading) or None for heading in HEADINGS]
        if postcode.isdigit():
            row[HEADINGS.index("Postnummer")] = int(postcode)
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    _repack(packed, file)


def _repack(packed: io.BytesIO, file: Path) -> None:
    """The same zip with fixed times, so that the same people make the same bytes."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(name)
            target.writestr(entry, _SAVED_AT.sub(rb"\g<1>2026-03-02T09:00:00Z<", content))
