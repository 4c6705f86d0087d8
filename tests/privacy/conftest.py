"""An office that has sent a mailing, looked people up, imported gym members, exported, and made backups."""

import json
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_app.base.recovery_code import key_from
from desktop_app.base.work import Unattended
from desktop_app.register.exporting import export_recipients
from desktop_app.register.queries import RecipientQuery
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.services import Services, build_services
from desktop_app.services.register_key import REGISTER_KEY
from tests.helpers.command_line import CommandLine
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.hasty_clock import HastyClock
from tests.helpers.key_ring import Ring
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.synthetic_numbers import synthetic_people

QUIET = Unattended()
NUMBERS = synthetic_people(6)
NAME, FIRST, LAST = "Sæbjørg Enestås", "Sæbjørg", "Enestås"
CUSTOMER, NUMBER = "K471100", NUMBERS[0]
WORDS = (LAST, NUMBER, CUSTOMER, "saebjorg@example.org", "Enegata 77", "34987654", "+47 41234567")
"""What must be nowhere once she is forgotten."""


@dataclass
class Office:
    """A data folder with its keyring."""

    folder: Path
    ring: Ring = field(default_factory=Ring)

    @property
    def key(self) -> bytes | None:
        """The key of the database."""
        return key_from(self.ring.kept[REGISTER_KEY])

    def open(self) -> Services:
        """Start the program."""
        return build_services(
            self.folder, clock=HastyClock(), secrets=self.ring, environment={}, language="en"
        )

    def line(self) -> CommandLine:
        """The command line over the same data."""
        return CommandLine(self.folder, clock=HastyClock(), secrets=self.ring)

    def her_id(self) -> int:
        """Her id in the register."""
        with self.open() as services:
            person = services.register.by_customer_id(CUSTOMER)
            assert person is not None
            return person.id


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office, made once: everybody got a letter or is in the remainder."""
    root = tmp_path_factory.mktemp("office")
    office = Office(root / "data")
    with DigipostSandbox(root / "digipost") as digipost:
        _set_up(office, digipost)
        _send(office, root)
    _take_in_members(office, root)
    _leave_traces(office)
    return office


@pytest.fixture
def office(made_office: Office, tmp_path: Path) -> Office:
    """A copy of the office, to forget in."""
    shutil.copytree(made_office.folder, tmp_path / "data")
    return Office(tmp_path / "data", Ring(dict(made_office.ring.kept)))


def _set_up(office: Office, digipost: DigipostSandbox) -> None:
    with office.open() as services:
        for key, value in {
            "digipost.host": digipost.host,
            "digipost.port": str(digipost.port),
            "digipost.user": digipost.user,
            "digipost.key_file": str(digipost.key_file),
            "digipost.host_key": digipost.host_key_fingerprint,
            "digipost.sender_id": str(digipost.sender_id),
            "digipost.poll_seconds": "1",
        }.items():
            services.settings.set(key, value)


def _send(office: Office, root: Path) -> None:
    (root / "letters").mkdir()
    people = [(CUSTOMER, NAME, NUMBERS[0])] + [
        (f"K{number}", f"Kari Løvås {'ABCDE'[number]}", NUMBERS[number + 1]) for number in range(5)
    ]
    lines = ["customer_id;full_name;national_id;address1;postcode;city;birth_date;email;phone;document"]
    for customer_id, name, number in people:
        make_letter_pdf(root / "letters" / f"{customer_id}.pdf", [name, "Annual fee"])
        contact = "saebjorg@example.org;+47 41234567" if customer_id == CUSTOMER else ";"
        street = "Enegata 77" if customer_id == CUSTOMER else "Storgata 4"
        lines.append(f"{customer_id};{name};{number};{street};9008;Tromsø;;{contact};{customer_id}.pdf")
    file = root / "people.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    answered = office.line().json(
        "send", "--pattern", "split-first", "--recipients", file, "--document-column", "document",
        "--documents-dir", root / "letters", "--subject", "Annual fee", "--wait", "60",
    )  # fmt: skip
    assert answered.data["state"] == "finished", answered


def _take_in_members(office: Office, root: Path) -> None:
    hers = member_row(
        1, firstName=FIRST, lastName=LAST, email="saebjorg@example.org", cardNumber="34987654",
        streetAddress="Enegata 77", mobilePhone="+47 41234567",
    )  # fmt: skip
    file = write_members(root / "members.csv", [hers, member_row(2), member_row(3)])
    assert office.line().json("digis", "import", file).data["new"] == 3
    with office.open() as services:
        services.digis.log.person("sent", "1", "34987654")
        services.digis.log.person("sent", "2", "34230002")


def _leave_traces(office: Office) -> None:
    """What else may name her: findings about others, reasons, drafts, filters, exports, copies, bundles, backups."""
    with office.open() as services:
        folder = services.folder
        sentence = json.dumps({"m": "{d} mentions {o}.", "v": {"d": "b.pdf", "o": NAME}}, ensure_ascii=False)
        with services.database.begin() as connection:
            run = connection.exec_driver_sql
            [mailing] = run("SELECT id FROM mailings").scalars()
            [letter] = run("SELECT id FROM letters WHERE customer_id = 'K1'").scalars()
            run(
                "INSERT INTO deviations"
                " (finding, mailing_id, letter_id, code, severity, text, found_at, settled_how)"
                f" VALUES ('x:{NUMBER}', {mailing}, {letter}, 'wrong_letter', 'warns', ?, '2026-01-01', ?)",
                (sentence, f"asked {NAME.upper()}"),
            )
            run(
                f"INSERT INTO acceptances VALUES ({mailing}, 'y', 'Enestås, Sæbjørg signs them', '2026-01-01')"
            )
            run(
                "INSERT INTO wizard_drafts"
                " VALUES ('d1', 'split-first', 'Fee', 'letters', NULL, 0, ?, '2026-01-01', '2026-01-01')",
                (json.dumps({"replacements": {CUSTOMER: f"/home/x/{NAME}.pdf"}, "note": "keep"}),),
            )
        services.register.save_filter("hers", RecipientQuery(search=NAME))
        services.register.save_filter(NAME, RecipientQuery(search="x"))
        for name in ("all.xlsx", "all.csv"):
            export_recipients(services.register, RecipientQuery(), folder.exports / name, QUIET)
        services.digis.export_nightly(folder.exports, QUIET)
        (folder.exports / "old.csv").write_text(f"{NAME};{NUMBER}", encoding="utf-16")
        (folder.exports / "older.txt").write_text(f"x {NAME} y", encoding="latin-1")
        (folder.exports / "others.csv").write_text("Kari Løvås A")
        (folder.documents / "d1").mkdir()
        (folder.documents / "d1" / f"{NAME}.pdf").write_bytes(b"%PDF-1.4 a corrected copy")
        (folder.root / "support").mkdir()
        with zipfile.ZipFile(folder.root / "support" / "bundle.zip", "w") as bundle:
            bundle.writestr("log.txt", f"about {NUMBER}")
        services.database.back_up(folder.backups / "with-her.sqlite")
