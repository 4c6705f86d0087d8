"""`send`, `split`, `jobs`, `receipts` and `remainder` against the built-in Digipost over real SFTP."""

import contextlib
import csv
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_app.base.database import connect_raw
from desktop_app.base.files import sha256_of
from desktop_app.base.paths import DataFolder
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.sample import SampleMailing
from tests.helpers.command_line import Answered, CommandLine

WAIT = ("--wait", "86400")
"""A day, of which a hasty clock makes seconds."""
SLOW = Behaviour(acknowledge_after_s=3600.0)
DIGITAL, REMAINDER = 31, 17
"""Of the sample's 48 recipients."""
CLUB_DIGITAL, CLUB_REMAINDER = 2, 3
"""Of the club's five members."""


def personal(sample: SampleMailing, *more: str, pattern: str = "split-first") -> tuple[str, ...]:
    """Send each of the sample's recipients their own letter."""
    return (
        *("send", "--pattern", pattern, "--recipients", str(sample.recipients_file)),
        *("--document-column", "Filnavn", "--documents-dir", str(sample.documents_folder)),
        *("--subject", "Årskontingent 2026", *more),
    )


def common(sample: SampleMailing, recipients: Path, *more: str) -> tuple[str, ...]:
    """Send everybody the same letter."""
    return (
        *("send", "--pattern", "split-first", "--recipients", str(recipients)),
        *("--document", str(sample.letter_for_all), "--subject", "Innkalling", *more),
    )


@dataclass(frozen=True)
class Club:
    """Five people who all get the same letter: two users of Digipost, and one of each other kind."""

    recipients: Path
    letter: Path

    def send(self, *more: str, pattern: str = "split-first") -> tuple[str, ...]:
        """Send it."""
        return (
            *("send", "--pattern", pattern, "--recipients", str(self.recipients)),
            *("--document", str(self.letter), "--subject", "Innkalling", *more),
        )


@pytest.fixture
def club(tmp_path: Path, sample: SampleMailing) -> Club:
    rows = (
        "1;Åse Ødegård;Storgata 4;9008;Tromsø;",
        "2;Kåre Løvås;Havnegata 1;0150;Oslo;",
        "7;Liv Papir;Havnegata 2;0150;Oslo;",
        "9;Per Ukjent;Havnegata 3;0150;Oslo;",
        "10;Jon Ugyldig;Havnegata 4;0150;Oslo;",
    )
    return Club(people(tmp_path / "club.csv", *rows), sample.letter_for_all)


def letters_by_customer(sample: SampleMailing) -> Mapping[str, str]:
    """The hash of each recipient's own letter, read from the file that the office has."""
    with sample.recipients_csv.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {row["Kunde ID"]: sha256_of(sample.documents_folder / row["Filnavn"]) for row in rows}


def people(file: Path, *rows: str) -> Path:
    """A recipient file with customer id, name, address and the name of a letter."""
    file.write_text(
        "\n".join(["customer_id;full_name;address1;postcode;city;document", *rows, ""]), encoding="utf-8"
    )
    return file


def numbers(answer: Answered) -> dict[str, Any]:
    """The numbers that scripts rely on."""
    assert {"mailing_id", "job_id", "deviations"} <= set(answer.data), answer.data
    return {name: answer.data[name] for name in ("state", "letters", "digital", "printed", "remainder")}


class TestSend:
    def test_every_user_has_exactly_the_right_letter(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        answer = office.json(*personal(sample, *WAIT))
        assert answer.status == 0
        assert numbers(answer) == {
            "state": "finished",
            "letters": 48,
            "digital": DIGITAL,
            "printed": 0,
            "remainder": REMAINDER,
        }
        assert answer.data["deviations"] == []
        delivered = digipost.ledger.deliveries()
        expected = letters_by_customer(sample)
        assert len(delivered) == len({one.customer_id for one in delivered}) == DIGITAL
        assert all(one.document_sha256 == expected[one.customer_id] for one in delivered)
        remainder = office.json("remainder", "list", str(answer.data["mailing_id"])).data["remainder"]
        assert {one["customer_id"] for one in remainder} | {one.customer_id for one in delivered} == set(
            expected
        )

    def test_without_wait_it_ends_after_the_upload(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        digipost.behaviour = SLOW
        answer = office.json(*personal(sample))
        assert (answer.status, answer.data["state"]) == (0, "uploaded")
        assert answer.data["waiting"] == 48
        assert digipost.ledger.deliveries() == []

    def test_receipts_carry_it_to_its_end(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        office.json(*personal(sample))
        assert office.json("receipts", "fetch", *WAIT).status == 0
        [mailing] = [job for job in office.json("jobs", "list").data["jobs"] if job["kind"] == "mailing"]
        assert mailing["state"] == "finished"
        assert len(digipost.ledger.deliveries()) == DIGITAL

    def test_the_same_command_again_sends_nothing_twice(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        assert office.json(*personal(sample, *WAIT)).status == 0
        again = office.json(*personal(sample, *WAIT))
        assert again.status in {1, 2}
        assert len(digipost.ledger.deliveries()) == DIGITAL

    def test_a_reason_makes_it_right_to_send_again(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        office.json(*personal(sample, *WAIT))
        again = office.json(*personal(sample, "--reason", "the first one had a wrong date", *WAIT))
        assert (again.status, again.data["digital"]) == (0, DIGITAL)
        assert len(digipost.ledger.deliveries()) == 2 * DIGITAL

    def test_one_letter_for_all_with_an_attachment(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        answer = office.json(
            *common(sample, sample.recipients_csv, "--attachment", str(sample.attachment), *WAIT)
        )
        assert (answer.status, answer.data["digital"]) == (0, DIGITAL)
        delivered = digipost.ledger.deliveries()
        assert {one.document_sha256 for one in delivered} == {sha256_of(sample.letter_for_all)}
        assert {one.attachment_sha256s for one in delivered} == {(sha256_of(sample.attachment),)}

    def test_the_whole_register(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        office.json("register", "import", sample.recipients_csv)
        answer = office.json(
            *("send", "--pattern", "from-register", "--all", "--document", sample.letter_for_all),
            *("--subject", "Innkalling", *WAIT),
        )
        assert (answer.status, answer.data["letters"], answer.data["digital"]) == (0, 48, DIGITAL)

    def test_print_reaches_those_without_digipost(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        for part, value in {
            "name": "Solsiden Borettslag",
            "address1": "Storgata 1",
            "postcode": "0150",
            "city": "Oslo",
        }.items():
            office.run("settings", "set", f"print.return_{part}", value)
        answer = office.json(*personal(sample, *WAIT, pattern="with-print"))
        assert answer.status in {0, 1}
        assert answer.data["digital"] == DIGITAL
        assert answer.data["printed"] > 0
        channels = [one.channel for one in digipost.ledger.deliveries()]
        assert channels.count("PRINT") == answer.data["printed"]

    def test_print_needs_a_return_address(self, office: CommandLine, sample: SampleMailing) -> None:
        answer = office.json(*personal(sample, pattern="with-print"))
        assert answer.status == 2
        assert "print.return_name" in answer.error["message"]

    def test_a_dry_run_tells_what_would_be_sent_and_changes_nothing(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        answer = office.json(*personal(sample, "--dry-run"))
        assert answer.status == 0
        assert numbers(answer)["letters"] == 48
        assert (answer.data["dry_run"], answer.data["mailing_id"], answer.data["job_id"]) == (
            True,
            None,
            None,
        )
        assert office.json("register", "list").data["count"] == 0
        assert office.json("jobs", "list").data["jobs"] == []
        assert list((digipost.home / "mottakersplitt").glob("*.zip")) == []

    def test_the_choices_reach_digipost(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing
    ) -> None:
        digipost.behaviour = SLOW
        answer = office.json(
            *personal(sample, "--security", "two-factor", "--sensitive", pattern="mailing-only"),
            *("--sms-after", "24", "--deliver-at", "2099-01-31T08:00", "--name", "Kontingent"),
        )
        assert answer.status == 0
        [job] = office.json("jobs", "list").data["jobs"]
        with zipfile.ZipFile(digipost.home / "masseutsendelse" / job["zip_name"]) as archive:
            xml = archive.read("masseutsendelse.xml").decode()
        for words in ("TO_FAKTOR", "SENSITIVT", "<etter-timer>24<", "2099-01-31T", ">Kontingent<"):
            assert words in xml


class TestDeviations:
    def test_who_cannot_be_sent_to_is_left_out_and_told(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing, tmp_path: Path
    ) -> None:
        shutil.copy(sample.letter_for_all, tmp_path / "a.pdf")
        file = people(
            tmp_path / "people.csv",
            "1;Åse Ødegård;Storgata 4;9008;Tromsø;a.pdf",
            "2;Kåre Løvås;Havnegata 1;0150;Oslo;missing.pdf",
            "3;Liv Berg;Havnegata 2;0150;Oslo;",
            "4;Per Dahl;Havnegata 3;0150;Oslo;../a.pdf",
            "5;Jon Moe;Havnegata 4;01500000;Oslo;a.pdf",
        )
        answer = office.json(
            *("send", "--pattern", "split-first", "--recipients", file, "--document-column", "document"),
            *("--documents-dir", tmp_path, "--subject", "Innkalling", *WAIT),
        )
        assert answer.status == 1
        assert (answer.data["letters"], answer.data["digital"]) == (1, 1)
        told = {one["row"]: one for one in answer.data["deviations"]}
        assert set(told) == {3, 4, 5, 6}
        assert all(one["message"] and one["code"] for one in told.values())
        assert told[3]["customer_id"] == "2"
        assert [one.customer_id for one in digipost.ledger.deliveries()] == ["1"]

    def test_all_or_nothing_sends_nothing_then(
        self, office: CommandLine, digipost: DigipostSandbox, sample: SampleMailing, tmp_path: Path
    ) -> None:
        shutil.copy(sample.letter_for_all, tmp_path / "a.pdf")
        file = people(
            tmp_path / "people.csv",
            "1;Åse Ødegård;Storgata 4;9008;Tromsø;a.pdf",
            "2;Kåre Løvås;Havnegata 1;0150;Oslo;missing.pdf",
        )
        answer = office.json(
            *("send", "--pattern", "split-first", "--recipients", file, "--document-column", "document"),
            *("--documents-dir", tmp_path, "--subject", "Innkalling", "--all-or-nothing"),
        )
        assert answer.status == 2
        assert office.json("jobs", "list").data["jobs"] == []

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--document-column", "document"),
            ("--document", "/nowhere/letter.pdf"),
            ("--document-column", "document", "--documents-dir", "/nowhere"),
            ("--document-column", "Nowhere", "--documents-dir", "."),
        ],
    )
    def test_letters_that_are_not_there(
        self, office: CommandLine, tmp_path: Path, arguments: tuple[str, ...]
    ) -> None:
        file = people(tmp_path / "people.csv", "1;Åse Ødegård;Storgata 4;9008;Tromsø;a.pdf")
        answer = office.json(
            *("send", "--pattern", "split-first", "--recipients", file, "--subject", "Innkalling"), *arguments
        )
        assert answer.status == 2
        assert office.json("jobs", "list").data["jobs"] == []

    def test_without_a_sender_id_nothing_is_sent(self, office: CommandLine, sample: SampleMailing) -> None:
        office.run("settings", "set", "digipost.sender_id", "")
        answer = office.json(*personal(sample))
        assert answer.status == 2
        assert "sender id" in answer.error["message"]


class TestServerTrouble:
    def test_an_unknown_host_key_is_refused_with_how_to_pin_it(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        office.run("settings", "set", "digipost.host_key", "")
        answer = office.json(*club.send(*WAIT))
        assert answer.status == 3
        assert f"settings set digipost.host_key {digipost.host_key_fingerprint}" in answer.error_words
        assert list((digipost.home / "mottakersplitt").glob("*.zip")) == []

    def test_a_changed_host_key_stops_everything(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.change_host_key()
        answer = office.json(*club.send(*WAIT))
        assert answer.status == 3
        assert "changed" in answer.error_words

    def test_a_server_that_is_down_leaves_a_mailing_to_resume(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.stop()
        answer = office.json(*club.send(*WAIT))
        assert answer.status == 3
        mailing_id = answer.data["mailing_id"]
        digipost.start()
        office.run("settings", "set", "digipost.port", str(digipost.port))
        resumed = office.json("jobs", "resume")
        assert resumed.status == 0
        assert {"jobs", "uploaded", "uncertain", "problems"} <= set(resumed.data)
        office.json("receipts", "fetch", *WAIT)
        assert len(digipost.ledger.deliveries()) == CLUB_DIGITAL
        assert len(office.json("remainder", "list", str(mailing_id)).data["remainder"]) == CLUB_REMAINDER

    def test_an_account_that_is_not_set_up(self, tmp_path: Path, club: Club) -> None:
        line = CommandLine(tmp_path / "new")
        line.run("settings", "set", "digipost.sender_id", "1000")
        answer = line.json(*club.send())
        assert answer.status == 2
        assert "digipost.user" in answer.error_words


class TestSplit:
    def test_the_numbers_of_a_lookup(self, office: CommandLine, club: Club) -> None:
        answer = office.json("split", "--recipients", club.recipients, *WAIT)
        assert answer.status == 0
        counts = {name: answer.data[name] for name in ("digipost", "identified", "unidentified", "invalid")}
        assert counts == {"digipost": 2, "identified": 1, "unidentified": 1, "invalid": 1}
        assert (answer.data["state"], answer.data["total"]) == ("finished", 5)
        assert answer.data["job_id"]

    def test_the_register_knows_afterwards(self, office: CommandLine, club: Club) -> None:
        office.json("register", "import", club.recipients)
        office.json("split", "--all", *WAIT)
        listed = office.json("register", "list", "--status", "digipost").data["recipients"]
        assert len(listed) == 2
        assert all(one["looked_up_at"] and one["digipost_address"] for one in listed)

    def test_nobody_to_ask_about(self, office: CommandLine) -> None:
        assert office.json("split", "--all").status == 2


class TestJobs:
    def test_a_job_and_its_mailing(self, office: CommandLine, club: Club) -> None:
        office.json(*club.send(*WAIT))
        jobs = office.json("jobs", "list").data["jobs"]
        assert [job["kind"] for job in jobs] == ["mailing", "lookup"]
        for job in jobs:
            assert {"job_id", "kind", "state"} <= set(job)
            shown = office.json("jobs", "show", job["job_id"])
            assert (shown.status, shown.data["state"]) == (0, "finished")
        assert office.json("jobs", "show", jobs[0]["job_id"]).data["mailing"]["digital"] == CLUB_DIGITAL
        assert office.json("jobs", "show", jobs[1]["job_id"]).data["digipost"] == CLUB_DIGITAL

    def test_an_unknown_job(self, office: CommandLine) -> None:
        for command in ("show", "cancel"):
            assert office.json("jobs", command, "nothing").status == 2

    def test_what_has_left_cannot_be_cancelled(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.behaviour = SLOW
        job_id = office.json(*club.send(pattern="mailing-only")).data["job_id"]
        assert office.json("jobs", "cancel", job_id).status == 2

    def test_what_has_not_left_is_cancelled(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.stop()
        failed = office.json(*club.send())
        answer = office.json("jobs", "cancel", str(failed.data["mailing_id"]), "--reason", "changed my mind")
        assert (answer.status, answer.data["state"]) == (0, "cancelled")
        digipost.start()
        office.run("settings", "set", "digipost.port", str(digipost.port))
        office.json("jobs", "resume")
        assert list((digipost.home / "mottakersplitt").glob("*.zip")) == []

    def test_what_was_sent_after_a_backup_waits_for_a_person_when_the_backup_comes_back(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.stop()
        mailing_id = str(office.json(*club.send(pattern="mailing-only")).data["mailing_id"])
        backup = office.json("database", "back-up").data["file"]
        digipost.start()
        office.run("settings", "set", "digipost.port", str(digipost.port))
        assert office.json("jobs", "resume").data["uploaded"] == 1
        office.json("receipts", "fetch", *WAIT)
        assert office.json("database", "restore", "--backup", backup).status == 0
        assert office.json("jobs", "resume").data["uploaded"] == 0
        assert [job["state"] for job in office.json("jobs", "list").data["jobs"]] == ["finished"]
        assert office.json("jobs", "release", mailing_id, "--reason", "looked").data["released"]
        assert not office.json("jobs", "release", mailing_id, "--reason", "looked").data["released"]

    def test_an_older_copy_put_in_the_datas_place_by_hand_waits_for_a_person_as_well(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.stop()
        mailing_id = str(office.json(*club.send(pattern="mailing-only")).data["mailing_id"])
        data = DataFolder(office.folder).database_file
        copy = shutil.copyfile(data, data.with_name("copy"))
        digipost.start()
        office.run("settings", "set", "digipost.port", str(digipost.port))
        assert office.json("jobs", "resume").data["uploaded"] == 1
        copy.replace(data)
        assert office.json("jobs", "resume").data["uploaded"] == 0
        assert office.json("jobs", "release", mailing_id, "--reason", "looked").data["released"]
        assert not office.json("jobs", "release", mailing_id, "--reason", "looked").data["released"]

    def test_an_uncertain_job_that_never_arrived_is_given_up(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.behaviour = SLOW
        job_id = office.json(*club.send(pattern="mailing-only")).data["job_id"]
        assert office.json("jobs", "give-up", job_id, "--reason", "why").status == 2
        with contextlib.closing(connect_raw(DataFolder(office.folder).database_file, None)) as ledger:
            ledger.execute("UPDATE jobs SET state = 'uncertain'")
        answer = office.json("jobs", "give-up", job_id, "--reason", "Digipost never had it")
        assert (answer.status, answer.data["state"]) == (0, "failed")

    def test_nothing_to_resume(self, office: CommandLine) -> None:
        assert office.json("jobs", "resume").data["jobs"] == 0


class TestReceipts:
    def test_fetching_again_changes_nothing(self, office: CommandLine, club: Club) -> None:
        answer = office.json(*club.send(*WAIT))
        mailing_id = str(answer.data["mailing_id"])
        before = office.json("remainder", "list", mailing_id).data, office.json("register", "list").data
        again = office.json("receipts", "fetch")
        assert {name: again.data[name] for name in ("fetched", "applied", "unmatched")} == {
            "fetched": 0,
            "applied": 0,
            "unmatched": 0,
        }
        assert before == (
            office.json("remainder", "list", mailing_id).data,
            office.json("register", "list").data,
        )

    def test_a_strangers_receipt_is_kept_and_told(
        self, office: CommandLine, digipost: DigipostSandbox, club: Club
    ) -> None:
        digipost.behaviour = Behaviour(stray_receipts=1)
        office.json(*club.send(*WAIT))
        digipost.behaviour = Behaviour(stray_receipts=2)
        digipost.process_pending()
        answer = office.json("receipts", "fetch")
        assert (answer.status, answer.data["unmatched"] > 0) == (1, True)


class TestRemainder:
    @pytest.fixture
    def mailing(self, office: CommandLine, club: Club) -> str:
        return str(office.json(*club.send(*WAIT)).data["mailing_id"])

    def test_everybody_with_a_reason(self, office: CommandLine, mailing: str) -> None:
        rows = office.json("remainder", "list", mailing).data["remainder"]
        assert len(rows) == CLUB_REMAINDER
        for row in rows:
            assert {"customer_id", "name", "reason", "done"} <= set(row)
            assert row["reason"]
            assert row["reason_text"]
            assert row["done"] is False

    def test_ticking_off(self, office: CommandLine, mailing: str) -> None:
        first = office.json("remainder", "list", mailing).data["remainder"][0]["customer_id"]
        answer = office.json("remainder", "done", mailing, first, "--how", "by hand")
        assert (answer.status, answer.data["left"]) == (0, CLUB_REMAINDER - 1)
        rows = {
            row["customer_id"]: row for row in office.json("remainder", "list", mailing).data["remainder"]
        }
        assert (rows[first]["done"], rows[first]["done_how"]) == (True, "by hand")
        still = office.json("remainder", "list", mailing, "--open").data["remainder"]
        assert len(still) == CLUB_REMAINDER - 1

    def test_somebody_who_was_reached_cannot_be_ticked_off(self, office: CommandLine, mailing: str) -> None:
        assert office.json("remainder", "done", mailing, "1", "--how", "by hand").status == 2
        assert office.json("remainder", "done", mailing, "7", "--how", " ").status == 2

    def test_a_list_on_paper(self, office: CommandLine, mailing: str, tmp_path: Path) -> None:
        answer = office.json("remainder", "export", mailing, "--out", tmp_path / "paper")
        assert (answer.status, answer.data["letters"]) == (0, CLUB_REMAINDER)
        assert all(Path(file).is_file() for file in answer.data["files"])

    @pytest.mark.parametrize("command", [("list",), ("export", "--out", "out"), ("done", "x", "--how", "y")])
    def test_an_unknown_mailing(self, office: CommandLine, command: tuple[str, ...]) -> None:
        name, *rest = command
        assert office.json("remainder", name, "77", *rest).status == 2


class TestWhatAPersonReads:
    def test_a_mailing(self, office: CommandLine, club: Club) -> None:
        said = office.run(*club.send(*WAIT)).out
        assert "5 letters: 2 digitally, 0 printed, 3 not reached, 0 waiting." in said

    def test_in_their_language(self, office: CommandLine, club: Club) -> None:
        said = office.run("--language", "nb", *club.send(*WAIT)).out
        assert "5 brev: 2 digitalt, 0 skrevet ut, 3 ikke nådd, 0 venter." in said

    def test_the_letters_of_one_person(self, office: CommandLine, club: Club) -> None:
        office.run(*club.send(*WAIT))
        shown = office.json("register", "show", "1").data
        [letter] = shown["letters"]
        assert (letter["outcome"], shown["status"]) == ("digital", "digipost")
        assert "Delivered in Digipost" in office.run("register", "show", "1").out

    def test_forgetting_says_how_many_letters_no_longer_name_the_person(
        self, office: CommandLine, club: Club
    ) -> None:
        office.run(*club.send(*WAIT))
        forgotten = office.json("register", "forget", "1").data
        assert (forgotten["letters_left"], forgotten["removed"]["letters"]) == (0, 1)
        assert office.json("register", "show", "1").status == 2
