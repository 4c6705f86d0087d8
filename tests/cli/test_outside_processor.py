"""A thousand personal letters through OpenSSH's own server, with a processor behind it that is another process."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from lxml import etree

from desktop_app.base.files import sha256_of
from desktop_app.sandbox.ledger import Ledger
from tests.helpers.command_line import CommandLine
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.reference import reference_folder
from tests.helpers.sshd import OpenSshServer, running_sshd
from tests.helpers.synthetic_numbers import synthetic_people

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 1000
SENDER = "1000"

pytestmark = pytest.mark.sshd


@dataclass(frozen=True)
class Association:
    """A thousand members, half of them known by number and half by name and address, with a letter each."""

    list_file: Path
    letters_folder: Path
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Post:
    """An SFTP server with the processing behind it, and what the processing remembers."""

    server: OpenSshServer
    ledger: Ledger


@pytest.fixture(scope="module")
def association(tmp_path_factory: pytest.TempPathFactory) -> Association:
    folder = tmp_path_factory.mktemp("association")
    letters = folder / "brev"
    letters.mkdir()
    numbers = synthetic_people(PEOPLE // 2)
    hashes = {}
    with (folder / "medlemmer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Kunde ID", "Fødsels- og personnummer", "Fullt navn, fornavn først", "Adresselinje",
                         "Postnummer", "Poststed", "Filnavn"])  # fmt: skip
        for index in range(PEOPLE):
            customer, name = f"K{index:06d}", f"Fornavn{index} Etternavn{index}"
            number = numbers[index // 2] if index % 2 else ""
            writer.writerow([customer, number, name, f"Gata {index}", "0150", "Oslo", f"{customer}.pdf"])
            letter = make_letter_pdf(letters / f"{customer}.pdf", [name, f"Gata {index}", "0150 Oslo"])
            hashes[customer] = sha256_of(letter)
    return Association(folder / "medlemmer.csv", letters, hashes)


@contextmanager
def processing(folder: Path, memory: Path, log: IO[str]) -> Iterator[None]:
    """The processor as a process of its own."""
    command = [sys.executable, "-m", "desktop_app.sandbox.processor", str(folder), "--memory", str(memory)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    memory = tmp_path / "post" / "memory"
    with (
        running_sshd(tmp_path / "post") as server,
        (tmp_path / "processor.log").open("w") as log,
        processing(server.folder, memory, log),
    ):
        yield Post(server, Ledger(memory / "ledger.sqlite"))


@pytest.fixture
def office(tmp_path: Path, post: Post) -> CommandLine:
    line = CommandLine(tmp_path / "office")
    for key, value in {
        "digipost.host": post.server.host,
        "digipost.port": str(post.server.port),
        "digipost.user": post.server.user,
        "digipost.key_file": str(post.server.key_file),
        "digipost.host_key": post.server.host_key_fingerprint,
        "digipost.sender_id": SENDER,
        "digipost.poll_seconds": "1",
    }.items():
        assert line.run("settings", "set", key, value).status == 0
    return line


def schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(reference_folder() / "digipost" / "xsd-2_1" / f"{kind}.xsd"))


@pytest.mark.timeout(600)
def test_everybody_is_in_exactly_one_place(office: CommandLine, post: Post, association: Association) -> None:
    answer = office.json(
        *("send", "--pattern", "split-first", "--recipients", association.list_file),
        *("--document-column", "Filnavn", "--documents-dir", association.letters_folder),
        *("--subject", "Kontingent", "--wait", "300"),
    )
    assert (answer.status, answer.data["state"], answer.data["letters"]) == (0, "finished", PEOPLE)

    delivered = post.ledger.deliveries()
    assert {one.customer_id: one.document_sha256 for one in delivered}.items() <= association.hashes.items()
    assert len(delivered) == len({one.person for one in delivered}) == answer.data["digital"]
    remainder = office.json("remainder", "list", str(answer.data["mailing_id"])).data["remainder"]
    assert all(one["reason"] for one in remainder)
    reached, not_reached = {one.customer_id for one in delivered}, {one["customer_id"] for one in remainder}
    assert reached | not_reached == set(association.hashes)
    assert not reached & not_reached
    assert PEOPLE * 0.5 < len(reached) < PEOPLE * 0.9, "the population has some of each kind"

    before = office.json("register", "list").data
    again = office.json("receipts", "fetch").data
    assert (again["fetched"], again["applied"]) == (0, 0)
    assert office.json("register", "list").data == before


@pytest.mark.reference
def test_the_jobs_are_valid_by_digiposts_own_schemas(
    office: CommandLine, post: Post, association: Association
) -> None:
    kinds = {"lookup": "mottakersplitt", "mailing": "masseutsendelse"}
    schemas = {kind: schema(name) for kind, name in kinds.items()}
    office.json(
        *("send", "--pattern", "split-first", "--recipients", association.list_file),
        *("--document", association.letters_folder / "K000000.pdf", "--subject", "Kontingent"),
        *("--reason", "the same letter for all, on purpose", "--wait", "300"),
    )
    jobs = office.json("jobs", "list").data["jobs"]
    assert sorted(job["kind"] for job in jobs) == ["lookup", "mailing"]
    for job in jobs:
        with zipfile.ZipFile(office.folder / "jobs" / job["zip_name"]) as archive:
            document = etree.fromstring(archive.read(f"{kinds[job['kind']]}.xml"))
        schemas[job["kind"]].assertValid(document)
