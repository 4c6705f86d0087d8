"""What happens to uploads, over plain folders and with a clock that stands still."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.digipost.model import (
    Channel,
    DigipostAddress,
    DocumentFault,
    DocumentFaultType,
    FailureCode,
    Interface,
    JobKind,
    JobSettings,
    JobStatus,
    LetterFaultType,
    LetterResult,
    LookupJob,
    MailingJob,
    NationalId,
    Recipient,
    RecipientResult,
    RecipientStatus,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.reading import read_result
from desktop_app.sandbox import job_intake
from desktop_app.sandbox.behaviour import Behaviour, DocumentCheck, ReceiptFault
from desktop_app.sandbox.job_steps import JobSteps
from desktop_app.sandbox.population import IDENTIFIED, UNKNOWN, Population
from desktop_app.sandbox.processor import Processor
from tests.helpers.fake_clock import FakeClock
from tests.helpers.job_zips import (
    SMALLEST_PDF,
    Mailing,
    job_xml,
    lookup_zip,
    people,
    printed,
    settings,
    write_zip,
)
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.reference import reference_folder
from tests.helpers.synthetic_numbers import PUBLISHED

LOOKUP, MAILING = JobKind.LOOKUP, JobKind.MAILING
OPEN_UPLOADS_SETTLE_S = 0.5


@dataclass(frozen=True)
class Read:
    """A receipt that was read."""

    name: str
    header: ResultHeader
    items: list[ResultItem]

    @property
    def status(self) -> JobStatus:
        return self.header.status

    def recipients(self) -> dict[str, RecipientResult]:
        return {item.customer_id: item for item in self.items if isinstance(item, RecipientResult)}

    def letters(self) -> dict[str, LetterResult]:
        return {str(item.letter_id): item for item in self.items if isinstance(item, LetterResult)}

    def bad_documents(self) -> list[DocumentFault]:
        return [item for item in self.items if isinstance(item, DocumentFault)]


class Office:
    """A processor over a folder, its clock, and what a client would do and see there."""

    def __init__(
        self, root: Path, behaviour: Behaviour | None = None, population: Population | None = None
    ) -> None:
        self.home = root / "home"
        self.clock = FakeClock()
        self.processor = Processor(self.home, population, behaviour or Behaviour(), self.clock)
        self.ledger = self.processor.ledger

    def path(self, kind: JobKind, name: str) -> Path:
        return self.home / kind.folder / name

    def settle(self) -> int:
        """Two looks with a pause between them: over plain folders an upload must have stopped growing."""
        first = self.processor.process_pending()
        self.clock.advance(OPEN_UPLOADS_SETTLE_S)
        return first + self.processor.process_pending()

    def later(self, seconds: float) -> int:
        self.clock.advance(seconds)
        return self.processor.process_pending()

    def receipt_files(self, kind: JobKind) -> list[Path]:
        return sorted((self.home / kind.receipt_folder).iterdir())

    def receipts(self, kind: JobKind) -> list[Read]:
        return [read_receipt(file, kind) for file in self.receipt_files(kind)]

    def result(self, kind: JobKind) -> Read:
        (final,) = [one for one in self.receipts(kind) if one.status in (JobStatus.SUKSESS, JobStatus.FEILET)]
        return final


def read_receipt(file: Path, kind: JobKind) -> Read:
    items: list[ResultItem] = []
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [kind.result_file]
        with archive.open(kind.result_file) as stream:
            header = read_result(io.BytesIO(stream.read()), items.append)
    return Read(file.name, header, items)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture(params=list(Interface), ids=str)
def interface(request: pytest.FixtureRequest) -> Interface:
    found = request.param
    assert isinstance(found, Interface)
    return found


class TestALookup:
    def test_is_answered_for_each_recipient(self, office: Office, interface: Interface) -> None:
        recipients = people("1", "7", "9", "19", "29")
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", recipients, interface)

        office.settle()

        result = office.result(LOOKUP)
        assert result.status is JobStatus.SUKSESS
        assert (result.header.interface, result.header.job_id, result.header.sender_id) == (
            interface,
            "job-1",
            1000,
        )
        found = {one: str(answer.status) for one, answer in result.recipients().items()}
        assert found == {
            "1": "DIGIPOST",
            "7": "IDENTIFISERT",
            "9": "UIDENTIFISERT",
            "19": "UIDENTIFISERT",
            "29": "UIDENTIFISERT",
        }
        assert result.recipients()["1"].digipost_address
        assert result.recipients()["7"].person_alias
        assert [str(one) for one in result.recipients()["19"].unidentified_reasons] == ["FLERE_TREFF"]

    def test_is_acknowledged_first_in_2_1_and_not_at_all_in_2_0(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "new.zip"), "job-1", people("1"))
        lookup_zip(office.path(LOOKUP, "old.zip"), "job-2", people("1"), Interface.V2_0)

        office.settle()

        told = [(one.header.job_id, str(one.status)) for one in office.receipts(LOOKUP)]
        assert sorted(told) == [("job-1", "MOTTATT"), ("job-1", "SUKSESS"), ("job-2", "SUKSESS")]

    def test_receipts_are_named_after_the_zip(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "job-17.zip"), "job-17", people("1"))

        office.settle()

        # 09:00:00.500 UTC in March is 10:00:00.500 in Norway
        assert [file.name for file in office.receipt_files(LOOKUP)] == [
            "job-17.zip.mottatt.20260302-100000500.zip",
            "job-17.zip.resultat.20260302-100000500.zip",
        ]

    def test_counts_add_up(self, office: Office, interface: Interface) -> None:
        recipients = [*people("1", "2", "7", "9", "19"), Recipient("3", NationalId(PUBLISHED[0]))]
        recipients.append(Recipient("4", NationalId("11111111111")))
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", recipients, interface)

        office.settle()

        summary = office.result(LOOKUP).header.recipient_summary
        assert summary is not None
        assert summary.total == 7
        assert (summary.digipost, summary.digipost_washed) == (1, 2)
        assert (summary.identified, summary.identified_washed) == (0, 1)
        assert (summary.unidentified, summary.unidentified_ambiguous, summary.invalid) == (1, 1, 1)

    def test_leaves_the_upload_folder_when_it_is_done(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(result_after_s=60)
        upload = lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))

        office.settle()
        assert upload.exists()
        office.later(60)
        assert not upload.exists()

    def test_or_at_once_if_the_server_is_like_that(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(result_after_s=60, takes_uploads_at_once=True)
        upload = lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))

        office.settle()

        assert not upload.exists()
        assert office.later(60) == 1

    def test_addresses_given_out_lead_back_to_the_person_in_the_next_job(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "a.zip"), "job-1", people("1"))
        office.settle()
        given = office.result(LOOKUP).recipients()["1"].digipost_address
        assert given is not None
        office.processor.population = Population().leaving("1")
        lookup_zip(office.path(LOOKUP, "b.zip"), "job-2", [Recipient("1", DigipostAddress(given))])
        office.settle()

        second = office.receipts(LOOKUP)[-1]
        assert second.header.job_id == "job-2"
        assert second.recipients()["1"].status is RecipientStatus.IDENTIFISERT

    def test_delivers_nothing(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "a.zip"), "job-1", people("1"))
        office.settle()
        assert office.ledger.deliveries() == []
        assert office.ledger.delivery_count() == 0


class TestAMailing:
    def test_reaches_users_digitally_and_nobody_else(self, office: Office, interface: Interface) -> None:
        mailing = Mailing("job-1", interface)
        letters = [mailing.add(customer_id) for customer_id in ("1", "7", "9", "19")]
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        outcomes = office.result(MAILING).letters()
        assert [outcomes[letter.id].sent for letter in letters] == [True, False, False, False]
        assert outcomes[letters[0].id].channel is Channel.WEB
        assert all(outcomes[letter.id].faults == () for letter in letters)
        (delivery,) = office.ledger.deliveries()
        assert (delivery.customer_id, delivery.channel, delivery.job_id) == ("1", "WEB", "job-1")
        assert delivery.uuid == letters[0].main.uuid
        assert delivery.document_sha256 == hashlib.sha256(mailing.files["brev-1.pdf"]).hexdigest()
        assert delivery.person == office.ledger.person(letters[0].recipient.identification)

    def test_results_carry_the_uuids_in_2_1(self, office: Office) -> None:
        mailing = Mailing("job-1")
        mailing.add("2")
        letter = mailing.add("1", attachments=["2", "2"])
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        outcome = office.result(MAILING).letters()[letter.id]
        assert outcome.main_uuid == letter.main.uuid
        assert outcome.attachment_uuids == tuple(part.uuid for part in letter.attachments)
        (delivery,) = [one for one in office.ledger.deliveries() if one.customer_id == "1"]
        enclosed = hashlib.sha256(mailing.files["brev-2.pdf"]).hexdigest()
        assert delivery.attachment_sha256s == (enclosed, enclosed)

    def test_prints_for_those_who_are_no_users_where_the_letter_allows_it(self, office: Office) -> None:
        mailing = Mailing("job-1")
        letters = {one: mailing.add(one, physical_print=printed()) for one in ("1", "7", "9")}
        letters["invalid"] = mailing.add("3", NationalId("11111111111"), physical_print=printed())
        letters["bad postcode"] = mailing.add("8", physical_print=printed(postcode="155"))
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        result = office.result(MAILING)
        outcome = {who: result.letters()[letter.id] for who, letter in letters.items()}
        channels = {who: one.channel and str(one.channel) for who, one in outcome.items()}
        assert channels == {"1": "WEB", "7": "PRINT", "9": "PRINT", "invalid": None, "bad postcode": None}
        assert outcome["invalid"].faults[0].type is LetterFaultType.UGYLDIG_MOTTAKER
        assert outcome["bad postcode"].faults[0].type is LetterFaultType.UGYLDIG_FOR_PRINT
        assert result.header.print_summary is not None
        assert (result.header.print_summary.sent_to_print, result.header.print_summary.invalid) == (2, 1)
        assert sorted(one.channel for one in office.ledger.deliveries()) == ["PRINT", "PRINT", "WEB"]

    def test_without_an_agreement_nothing_is_printed(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(print_agreement=False)
        mailing = Mailing("job-1")
        letter = mailing.add("7", physical_print=printed())
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        (fault,) = office.result(MAILING).letters()[letter.id].faults
        assert fault.type is LetterFaultType.UGYLDIG_FOR_PRINT
        assert office.ledger.deliveries() == []

    @pytest.mark.parametrize(
        ("content", "fault", "digital"),
        [
            (b"not a PDF at all", DocumentFaultType.UGYLDIG_FOR_WEB, False),
            (SMALLEST_PDF[:-8], DocumentFaultType.UGYLDIG_FOR_WEB, False),
            (b"%PDF-2.0\n%%EOF", DocumentFaultType.UGYLDIG_FOR_PRINT, True),
            (b"%PDF-1.4\ntrailer<</Encrypt 9 0 R>>\n%%EOF", DocumentFaultType.UGYLDIG_FOR_PRINT, True),
        ],
    )
    def test_reports_bad_documents(
        self, office: Office, content: bytes, fault: DocumentFaultType, digital: bool
    ) -> None:
        mailing = Mailing("job-1")
        user = mailing.add("1", content=content)
        other = mailing.add("7", content=content, physical_print=printed())
        good = mailing.add("2")
        enclosing = mailing.add("3", attachments=["1"])
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        result = office.result(MAILING)
        assert {one.document_id: one.faults[0].type for one in result.bad_documents()} == {
            "d-brev-1": fault,
            "d-brev-7": fault,
        }
        sent = {letter.id: result.letters()[letter.id].sent for letter in (user, other, good, enclosing)}
        assert sent == {user.id: digital, other.id: False, good.id: True, enclosing.id: digital}

    def test_all_rules_of_print_are_applied_where_that_is_wanted(
        self, office: Office, tmp_path: Path
    ) -> None:
        office.processor.behaviour = Behaviour(document_check=DocumentCheck.FULL)
        mailing = Mailing("job-1")
        narrow = make_letter_pdf(tmp_path / "narrow.pdf", ["Kjære medlem"] * 20, margin=5).read_bytes()
        right = make_letter_pdf(tmp_path / "right.pdf", ["Kjære medlem"] * 20).read_bytes()
        letters = [
            mailing.add("7", content=narrow, physical_print=printed()),
            mailing.add("1", content=narrow),
            mailing.add("8", content=right, physical_print=printed()),
            mailing.add("2", content=b"%PDF-1.4 of no use %%EOF"),
        ]
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()

        outcomes = office.result(MAILING).letters()
        assert [outcomes[letter.id].sent for letter in letters] == [False, True, True, False]
        found = {one.document_id: one.faults[0] for one in office.result(MAILING).bad_documents()}
        assert found["d-brev-7"].type is DocumentFaultType.UGYLDIG_FOR_PRINT
        assert found["d-brev-7"].messages == ("barcode_zone_text",)
        assert found["d-brev-2"].type is DocumentFaultType.UGYLDIG_FOR_WEB

    def test_documents_may_go_unchecked(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(document_check=DocumentCheck.NONE)
        mailing = Mailing("job-1")
        mailing.add("1", content=b"anything")
        mailing.zip(office.path(MAILING, "m.zip"))
        office.settle()
        assert office.ledger.delivery_count() == 1

    def test_one_document_can_go_to_everybody(self, office: Office) -> None:
        mailing = Mailing("job-1")
        for one in ("1", "2"):
            mailing.add(one)
        shared = mailing.letters[0].main.document_id
        same = [
            type(letter)(letter.id, letter.recipient, type(letter.main)(shared, letter.main.uuid))
            for letter in mailing.letters
        ]
        job = MailingJob(settings("job-1"), [mailing.job().documents[0]], same)  # type: ignore[index]
        content = mailing.files["brev-1.pdf"]
        write_zip(office.path(MAILING, "m.zip"), {"masseutsendelse.xml": job_xml(job), "brev-1.pdf": content})

        office.settle()

        hashes = {one.document_sha256 for one in office.ledger.deliveries()}
        assert len(office.ledger.deliveries()) == 2
        assert hashes == {hashlib.sha256(content).hexdigest()}


class TestWaiting:
    def test_each_step_takes_its_time(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(acknowledge_after_s=10, result_after_s=100)
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))

        assert office.settle() == 0
        assert office.processor.seconds_to_wait() == 10
        assert office.later(9) == 0
        assert office.later(1) == 1
        assert office.processor.seconds_to_wait() == 100
        assert office.later(99) == 0
        assert office.later(1) == 1
        assert office.processor.seconds_to_wait() is None

    def test_weeks_are_no_hindrance_and_a_restart_neither(self, tmp_path: Path) -> None:
        office = Office(tmp_path, Behaviour(result_after_s=21 * 86_400))
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))
        office.settle()

        again = Office(tmp_path, Behaviour(result_after_s=21 * 86_400))
        again.clock.advance(20 * 86_400)
        assert again.processor.process_pending() == 0
        assert again.later(86_401) == 1
        assert again.result(LOOKUP).header.job_id == "job-1"

    def test_a_mailing_waits_for_approval_unless_it_approves_itself(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(approve_after_s=None)
        for name, auto in (("waits", False), ("goes", True)):
            mailing = Mailing(name, auto_approve=auto)
            mailing.add("1" if auto else "2")
            mailing.zip(office.path(MAILING, f"{name}.zip"))
        office.settle()

        assert {one.job_id for one in office.ledger.deliveries()} == {"goes"}
        assert office.later(30 * 86_400) == 0
        assert office.processor.seconds_to_wait() is None
        office.processor.approve("waits")
        assert office.processor.process_pending() == 1
        assert {one.job_id for one in office.ledger.deliveries()} == {"goes", "waits"}

    def test_somebody_approves_after_a_while_in_training(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(approve_after_s=15)
        mailing = Mailing("job-1", auto_approve=False)
        mailing.add("1")
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()
        assert office.ledger.delivery_count() == 0
        office.later(15)
        assert office.ledger.delivery_count() == 1

    def test_approving_what_does_not_wait_is_an_error(self, office: Office) -> None:
        with pytest.raises(LookupError):
            office.processor.approve("nothing")

    def test_a_lookup_never_waits_for_approval(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(approve_after_s=None)
        job = LookupJob(settings("job-1", auto_approve=False), people("1"))
        write_zip(office.path(LOOKUP, "j.zip"), {"mottakersplitt.xml": job_xml(job)})
        office.settle()
        assert office.result(LOOKUP).status is JobStatus.SUKSESS

    def test_a_preliminary_result_comes_before_the_final_one(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(preliminary_after_s=10, result_after_s=20)
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.zip(office.path(MAILING, "m.zip"))

        office.settle()
        assert office.later(10) == 1
        assert office.ledger.deliveries() == []
        assert office.later(10) == 1
        told = [str(one.status) for one in office.receipts(MAILING)]
        assert told == ["MOTTATT", "FORELØPIG_SUKSESS", "SUKSESS"]
        assert office.receipts(MAILING)[1].items == office.receipts(MAILING)[2].items

    def test_a_delivery_date_is_waited_for(self, office: Office) -> None:
        tomorrow = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
        mailing = Mailing("job-1")
        mailing.add("1")
        plan = JobSettings(1000, "job-1", auto_approve=True, deliver_at=tomorrow)
        job = MailingJob(plan, mailing.job().documents, mailing.letters)
        files = {"masseutsendelse.xml": job_xml(job), **mailing.files}
        write_zip(office.path(MAILING, "m.zip"), files)

        office.settle()
        assert [str(one.status) for one in office.receipts(MAILING)] == ["MOTTATT", "FORELØPIG_SUKSESS"]
        assert office.ledger.deliveries() == []
        office.later(86_400)
        assert [one.delivered_at >= tomorrow for one in office.ledger.deliveries()] == [True]


class TestRefusal:
    def refused(self, office: Office, kind: JobKind, job_id: str) -> str:
        office.settle()
        (last,) = [one for one in office.receipts(kind) if one.status is JobStatus.FEILET]
        assert last.header.job_id == job_id
        assert last.header.failure is not None
        assert last.header.failure.code is FailureCode.VALIDERING_FEILET
        assert "resultat" in last.name
        assert [one.job_id for one in office.ledger.refused()] == [job_id]
        return last.header.failure.message

    def test_a_job_id_is_taken_once(self, office: Office, interface: Interface) -> None:
        lookup_zip(office.path(LOOKUP, "a.zip"), "job-1", people("1"), interface)
        office.settle()
        lookup_zip(office.path(LOOKUP, "b.zip"), "job-1", people("2"), interface)

        assert self.refused(office, LOOKUP, "job-1") == "Jobb-id er allerede brukt."
        assert not office.path(LOOKUP, "b.zip").exists()

    def test_a_job_id_is_not_taken_again_for_the_other_kind(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "a.zip"), "job-1", people("1"))
        office.settle()
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.zip(office.path(MAILING, "m.zip"))

        assert self.refused(office, MAILING, "job-1") == "Jobb-id er allerede brukt."
        assert office.ledger.deliveries() == []

    def test_the_same_zip_twice_delivers_once(self, office: Office) -> None:
        mailing = Mailing("job-1")
        mailing.add("1")
        upload = mailing.zip(office.path(MAILING, "m.zip"))
        content = upload.read_bytes()
        office.settle()
        upload.write_bytes(content)

        assert self.refused(office, MAILING, "job-1") == "Jobb-id er allerede brukt."
        assert office.ledger.delivery_count() == 1

    def test_a_uuid_is_used_once_for_ever(self, office: Office) -> None:
        first = Mailing("job-1")
        used = first.add("1").main.uuid
        first.zip(office.path(MAILING, "a.zip"))
        office.settle()
        second = Mailing("job-2")
        second.add("2")
        second.add("3", main_uuid=used)
        second.zip(office.path(MAILING, "b.zip"))

        assert "uuid" in self.refused(office, MAILING, "job-2")
        assert {one.job_id for one in office.ledger.deliveries()} == {"job-1"}

    def test_a_document_that_is_not_in_the_zip_stops_everything(self, office: Office) -> None:
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.add("2")
        files = {"masseutsendelse.xml": job_xml(mailing.job()), "brev-1.pdf": SMALLEST_PDF}
        write_zip(office.path(MAILING, "m.zip"), files)

        assert "brev-2.pdf" in self.refused(office, MAILING, "job-1")
        assert office.ledger.deliveries() == []

    def test_what_the_schema_does_not_allow(self, office: Office, interface: Interface) -> None:
        xml = job_xml(LookupJob(settings("job-1"), people("1")), interface)
        wrong = xml.replace(b"<kunde-id>1</kunde-id>", b"<kundeid>1</kundeid>")
        assert wrong != xml
        write_zip(office.path(LOOKUP, "j.zip"), {"mottakersplitt.xml": wrong})

        assert self.refused(office, LOOKUP, "job-1")

    def test_a_reference_to_no_document(self, office: Office) -> None:
        mailing = Mailing("job-1")
        mailing.add("1")
        wrong = job_xml(mailing.job()).replace(b'refid="d-brev-1"', b'refid="d-brev-2"')
        write_zip(office.path(MAILING, "m.zip"), {"masseutsendelse.xml": wrong, **mailing.files})

        assert self.refused(office, MAILING, "job-1")

    def test_two_letters_to_one_customer(self, office: Office) -> None:
        xml = job_xml(LookupJob(settings("job-1"), people("1", "2")))
        twice = xml.replace(b"<kunde-id>2<", b"<kunde-id>1<")
        write_zip(office.path(LOOKUP, "j.zip"), {"mottakersplitt.xml": twice})

        assert self.refused(office, LOOKUP, "job-1")

    def test_a_document_type_is_refused(self, office: Office) -> None:
        xml = job_xml(LookupJob(settings("job-1"), people("1")))
        bomb = xml.replace(b"?>", b'?><!DOCTYPE mottakersplitt [<!ENTITY a "b">]>', 1)
        write_zip(office.path(LOOKUP, "j.zip"), {"mottakersplitt.xml": bomb})

        assert self.refused(office, LOOKUP, "job-1")

    def test_further_files_in_the_zip_of_a_lookup(self, office: Office) -> None:
        xml = job_xml(LookupJob(settings("job-1"), people("1")))
        write_zip(office.path(LOOKUP, "j.zip"), {"mottakersplitt.xml": xml, "x.pdf": b"x"})

        assert self.refused(office, LOOKUP, "job-1")

    def test_a_job_in_the_wrong_folder(self, office: Office) -> None:
        xml = job_xml(LookupJob(settings("job-1"), people("1")))
        write_zip(office.path(MAILING, "j.zip"), {"masseutsendelse.xml": xml})

        assert self.refused(office, MAILING, "job-1")

    def test_a_zip_without_a_job_has_nobody_to_answer(self, office: Office) -> None:
        write_zip(office.path(LOOKUP, "j.zip"), {"other.xml": b"<x/>"})
        office.settle()

        assert office.receipt_files(LOOKUP) == []
        assert [(one.job_id, one.zip_name) for one in office.ledger.refused()] == [(None, "j.zip")]

    def test_nothing_of_a_refused_job_is_kept(self, office: Office) -> None:
        wrong = Mailing("job-1")
        uuid = wrong.add("1").main.uuid
        write_zip(office.path(MAILING, "m.zip"), {"masseutsendelse.xml": job_xml(wrong.job())})
        office.settle()
        right = Mailing("job-2")
        right.add("1", main_uuid=uuid)
        right.zip(office.path(MAILING, "n.zip"))
        office.settle()

        assert [one.job_id for one in office.ledger.deliveries()] == ["job-2"]
        assert [one.job_id for one in office.ledger.jobs()] == ["job-2"]


class TestUploads:
    def test_a_growing_file_is_left_alone_until_it_rests(self, office: Office) -> None:
        whole = lookup_zip(office.path(LOOKUP, "whole.zip"), "job-1", people("1")).read_bytes()
        growing = office.path(LOOKUP, "whole.zip")
        growing.write_bytes(whole[:50])
        office.processor.process_pending()
        office.clock.advance(0.4)
        growing.write_bytes(whole)
        assert office.processor.process_pending() == 0
        office.clock.advance(0.4)
        assert office.processor.process_pending() == 0
        office.clock.advance(0.2)
        assert office.processor.process_pending() == 2

    def test_half_a_zip_is_ignored_until_it_is_whole(self, office: Office) -> None:
        upload = lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))
        whole = upload.read_bytes()
        upload.write_bytes(whole[:100])
        assert office.settle() == 0
        assert office.settle() == 0
        assert upload.exists()
        upload.write_bytes(whole)
        assert office.settle() == 2

    def test_another_job_under_the_same_name_loses_the_first(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(result_after_s=60)
        lookup_zip(office.path(LOOKUP, "fixed.zip"), "job-1", people("1"))
        office.settle()
        lookup_zip(office.path(LOOKUP, "fixed.zip"), "job-2", people("2"))
        office.settle()
        office.later(120)

        assert {one.job_id: one.state for one in office.ledger.jobs()} == {
            "job-1": "lost",
            "job-2": "finished",
        }
        assert office.result(LOOKUP).header.job_id == "job-2"

    def test_the_same_job_under_the_same_name_does_not(self, office: Office) -> None:
        office.processor.behaviour = Behaviour(result_after_s=60)
        upload = lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))
        content = upload.read_bytes()
        office.settle()
        upload.write_bytes(content + b"")
        office.settle()
        office.later(120)

        told = sorted(str(one.status) for one in office.receipts(LOOKUP))
        assert told == ["FEILET", "MOTTATT", "SUKSESS"]

    def test_other_files_and_links_are_left_alone(self, office: Office, tmp_path: Path) -> None:
        elsewhere = lookup_zip(tmp_path / "elsewhere.zip", "job-1", people("1"))
        office.path(LOOKUP, "link.zip").symlink_to(elsewhere)
        office.path(LOOKUP, "job.txt").write_bytes(elsewhere.read_bytes())

        assert office.settle() == 0
        assert office.ledger.jobs() == []


def _faulty(*faults: ReceiptFault) -> Behaviour:
    return Behaviour(receipt_faults=frozenset(faults))


class TestReceiptFaults:
    def run(self, office: Office, *faults: ReceiptFault) -> None:
        office.processor.behaviour = _faulty(*faults)
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1"))
        office.settle()

    def statuses(self, office: Office) -> list[str]:
        """In the order in which they were written."""
        return [f"{one.what}" for one in office.ledger.receipts()]

    def test_a_result_without_an_acknowledgement(self, office: Office) -> None:
        self.run(office, ReceiptFault.NO_ACKNOWLEDGEMENT)
        assert self.statuses(office) == ["result"]

    def test_the_result_before_the_acknowledgement(self, office: Office) -> None:
        self.run(office, ReceiptFault.RESULT_FIRST)
        assert self.statuses(office) == ["result", "acknowledgement"]

    def test_everything_twice_with_the_same_bytes(self, office: Office) -> None:
        self.run(office, ReceiptFault.DUPLICATED)
        files = office.receipt_files(LOOKUP)
        assert len({file.name for file in files}) == 4
        contents = [read_receipt(file, LOOKUP) for file in files]
        assert contents[0].header == contents[1].header
        assert contents[2].items == contents[3].items

    def test_a_contradiction(self, office: Office) -> None:
        self.run(office, ReceiptFault.CONTRADICTING)
        told = [str(one.status) for one in office.receipts(LOOKUP) if one.header.job_id == "job-1"]
        assert told == ["MOTTATT", "SUKSESS", "FEILET"]

    def test_a_result_about_a_job_that_nobody_sent(self, office: Office) -> None:
        self.run(office, ReceiptFault.UNKNOWN_JOB)
        assert "job-1-ukjent" in [one.header.job_id for one in office.receipts(LOOKUP)]

    def test_half_a_zip_that_is_whole_at_the_next_look(self, office: Office) -> None:
        self.run(office, ReceiptFault.HALF_ZIP)
        (result,) = [file for file in office.receipt_files(LOOKUP) if "resultat" in file.name]
        assert not zipfile.is_zipfile(result)
        office.processor.process_pending()
        assert read_receipt(result, LOOKUP).status is JobStatus.SUKSESS

    def test_half_a_zip_is_made_whole_after_a_restart(self, tmp_path: Path) -> None:
        self.run(Office(tmp_path), ReceiptFault.HALF_ZIP)
        again = Office(tmp_path)
        again.processor.process_pending()
        assert again.result(LOOKUP).status is JobStatus.SUKSESS

    def test_garbage_and_a_strange_schema_beside_the_real_one(self, office: Office) -> None:
        self.run(office, ReceiptFault.GARBAGE, ReceiptFault.WRONG_SCHEMA)
        results = [file for file in office.receipt_files(LOOKUP) if "resultat" in file.name]
        assert len(results) == 3
        assert [zipfile.is_zipfile(file) for file in results] == [True, False, True]
        with zipfile.ZipFile(results[2]) as archive:
            assert b"example.org" in archive.read(LOOKUP.result_file)

    def test_every_fault_at_once_still_delivers_once(self, office: Office) -> None:
        office.processor.behaviour = _faulty(*ReceiptFault)
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.zip(office.path(MAILING, "m.zip"))
        office.settle()
        office.later(1)
        assert office.ledger.delivery_count() == 1


class TestTheLedger:
    def test_survives_a_restart(self, tmp_path: Path) -> None:
        office = Office(tmp_path)
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.add("2")
        mailing.zip(office.path(MAILING, "m.zip"))
        office.settle()
        before = office.ledger.deliveries()

        again = Office(tmp_path)
        again.settle()

        assert again.ledger.deliveries() == before
        assert len(before) == 2
        assert again.ledger.deliveries("job-1") == before
        assert again.ledger.deliveries("other") == []

    def test_tells_the_person_behind_each_way_of_naming(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1", "2"))
        office.settle()
        given = {one: answer.digipost_address for one, answer in office.result(LOOKUP).recipients().items()}
        mailing = Mailing("job-2")
        for customer_id, wrong_address in (("1", given["2"]), ("2", given["1"])):
            assert wrong_address is not None
            mailing.add(customer_id, DigipostAddress(wrong_address))
        mailing.zip(office.path(MAILING, "m.zip"))
        office.settle()

        person = {one.customer_id: office.ledger.person(one.identification) for one in people("1", "2")}
        reached = {one.customer_id: one.person for one in office.ledger.deliveries()}
        assert reached == {"1": person["2"], "2": person["1"]}

    def test_refusals_and_jobs_are_listed_with_their_times(self, office: Office) -> None:
        lookup_zip(office.path(LOOKUP, "a.zip"), "job-1", people("1"))
        office.settle()
        lookup_zip(office.path(LOOKUP, "b.zip"), "job-1", people("1"))
        office.settle()

        (job,), (refusal,) = office.ledger.jobs(), office.ledger.refused()
        assert (job.job_id, job.kind, job.zip_name, job.state) == (
            "job-1",
            "mottakersplitt",
            "a.zip",
            "finished",
        )
        assert refusal.refused_at - job.received_at == timedelta(seconds=0.5)


class TestACrash:
    def test_between_a_receipt_and_its_memory_repeats_the_receipt_and_delivers_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office = Office(tmp_path)
        mailing = Mailing("job-1")
        mailing.add("1")
        mailing.zip(office.path(MAILING, "m.zip"))

        def die(*_: object) -> None:
            raise InterruptedError

        for step in range(3):
            with monkeypatch.context() as patch:
                patch.setattr(JobSteps, "_remember", die)
                with pytest.raises(InterruptedError):
                    office.settle() if step == 0 else office.later(1)
            assert office.ledger.deliveries() == []
            office = Office(tmp_path)
        office.later(1)

        assert office.ledger.delivery_count() == 1
        assert {str(one.status) for one in office.receipts(MAILING)} == {"MOTTATT", "SUKSESS"}
        assert len(office.receipts(MAILING)) == 2 + 3

    def test_while_a_job_is_taken_in_leaves_nothing_of_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office = Office(tmp_path)
        upload = lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1", "2", "3"))
        with monkeypatch.context() as patch:
            patch.setattr(job_intake, "validate_job", lambda *_: _raise(InterruptedError()))
            with pytest.raises(InterruptedError):
                office.settle()
        assert office.ledger.jobs() == []

        again = Office(tmp_path)
        assert again.settle() == 2
        assert not upload.exists()


def _raise(error: BaseException) -> None:
    raise error


class TestOverrides:
    def test_decide_person_by_person(self, tmp_path: Path) -> None:
        office = Office(tmp_path, population=Population().with_overrides({"1": UNKNOWN, "2": IDENTIFIED}))
        lookup_zip(office.path(LOOKUP, "j.zip"), "job-1", people("1", "2", "3"))
        office.settle()
        found = [str(one.status) for one in office.result(LOOKUP).recipients().values()]
        assert found == ["UIDENTIFISERT", "IDENTIFISERT", "DIGIPOST"]


@pytest.mark.reference
@pytest.mark.parametrize("kind", list(JobKind))
def test_every_receipt_validates_against_the_published_schema(
    tmp_path: Path, interface: Interface, kind: JobKind, validates: Callable[[bytes, Path], bool]
) -> None:
    schemas = reference_folder() / "digipost" / f"xsd-{interface}"
    office = Office(tmp_path, Behaviour(preliminary_after_s=0))
    mailing = Mailing("job-1", interface)
    for customer_id in ("1", "7", "9", "19", "29"):
        print_wish = printed() if interface is Interface.V2_1 else None
        mailing.add(customer_id, physical_print=print_wish)
    mailing.add("3", NationalId("11111111111"))
    mailing.add("4", content=b"no PDF")
    mailing.add("5", attachments=["1"])
    if kind is JobKind.MAILING:
        mailing.zip(office.path(kind, "a.zip"))
        mailing.job_id = "job-2"
        mailing.zip(office.path(kind, "b.zip"))
    else:
        recipients = [letter.recipient for letter in mailing.letters]
        lookup_zip(office.path(kind, "a.zip"), "job-1", recipients, interface)
        lookup_zip(office.path(kind, "b.zip"), "job-1", recipients, interface)
    office.settle()

    files = office.receipt_files(kind)
    assert len(files) == (2 if interface is Interface.V2_0 else 4)
    for file in files:
        with zipfile.ZipFile(file) as archive:
            assert validates(archive.read(kind.result_file), schemas / f"{kind}-resultat.xsd")


@pytest.fixture
def validates() -> Callable[[bytes, Path], bool]:
    from lxml import etree

    def holds(xml: bytes, schema: Path) -> bool:
        checker = etree.XMLSchema(etree.parse(str(schema)))
        checker.assertValid(etree.fromstring(xml))
        return True

    return holds
