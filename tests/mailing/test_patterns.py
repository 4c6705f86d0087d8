"""Each pattern, in both versions of the interface: who gets what, how they are named, and who is left."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_app.base.files import sha256_of
from desktop_app.digipost.model import (
    Authentication,
    Channel,
    DigipostAddress,
    Document,
    ForeignAddress,
    Invoice,
    JobHeader,
    JobKind,
    Letter,
    NameAndAddress,
    NationalId,
    NorwegianAddress,
    NotificationAddresses,
    OrganisationNumber,
    PersonAlias,
    PostType,
    PrintColour,
    Recipient,
    Sensitivity,
    SmsNotification,
)
from desktop_app.digipost.reading import read_job
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import InvoiceOptions, Pattern, PrintOptions, Security
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.states import State
from desktop_app.register.model import LookupStatus
from desktop_app.sandbox.population import Population
from tests.helpers.mailing_room import QUIET, RETURN_ADDRESS, MailingRoom

DIGITAL = ["K0001", "K0002", "K0003", "K0004", "K0005", "K0006", "K0010"]
REASONS = {"K0007": Reason.NOT_A_USER, "K0008": Reason.NOT_A_USER, "K0009": Reason.NOT_FOUND}

both_interfaces = pytest.mark.parametrize("interface", ["2_1", "2_0"])


class SentJob:
    """A job as it lies on this disk after it was sent."""

    def __init__(self, path: Path, kind: JobKind) -> None:
        self.recipients: list[Recipient] = []
        self.documents: list[Document] = []
        self.letters: list[Letter] = []
        with zipfile.ZipFile(path) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
            with archive.open(kind.job_file) as stream:
                self.header: JobHeader = read_job(stream, self._take)  # type: ignore[arg-type]

    def _take(self, item: Recipient | Document | Letter) -> None:
        if isinstance(item, Recipient):
            self.recipients.append(item)
        elif isinstance(item, Letter):
            self.letters.append(item)
        else:
            self.documents.append(item)

    def letter_to(self, customer_id: str) -> Letter:
        return next(letter for letter in self.letters if letter.recipient.customer_id == customer_id)


def sent_jobs(room: MailingRoom, mailing_id: int) -> list[SentJob]:
    jobs = room.service.mailing(mailing_id).jobs
    return [SentJob(room.data.job_files / job.zip_name, job.kind) for job in jobs]


def sent_mailing(room: MailingRoom, **choices: Any) -> SentJob:
    """The job of a mailing without lookup, with these options, to everybody."""
    letters = choices.pop("letters", None)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY, **choices), letters)
    room.service.send(mailing_id, QUIET)
    return sent_jobs(room, mailing_id)[-1]


# --- The four patterns


@both_interfaces
def test_lookup_first_sends_to_users_by_their_address_and_leaves_the_rest_with_their_reason(
    room: MailingRoom, interface: str
) -> None:
    room.add_people(10)
    mailing_id = room.confirmed(room.options(interface=interface))
    room.run_to_the_end(mailing_id)
    assert room.delivered() == DIGITAL
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == REASONS
    mailing = room.service.mailing(mailing_id).mailing
    assert (mailing.state, mailing.digital, mailing.remainder) == (State.FINISHED, 7, 3)
    lookup, letters = sent_jobs(room, mailing_id)
    assert {type(each.identification) for each in lookup.recipients} == {NationalId}
    assert {type(each.recipient.identification) for each in letters.letters} == {DigipostAddress}
    assert [each.recipient.customer_id for each in letters.letters] == DIGITAL


@both_interfaces
def test_mailing_only_sends_to_all_and_the_receipt_tells(room: MailingRoom, interface: str) -> None:
    room.add_people(10)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY, interface=interface))
    room.run_to_the_end(mailing_id)
    assert room.delivered() == DIGITAL
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == REASONS
    [job] = sent_jobs(room, mailing_id)
    assert len(job.letters) == 10


@both_interfaces
def test_from_the_register_users_go_by_address_the_identified_by_alias_and_the_rest_as_they_can(
    room: MailingRoom, interface: str
) -> None:
    room.add_people(9)
    room.add_people(1, first=10, national_id=None)
    room.settings = replace(room.settings, interface=interface)
    room.service.look_up(room.everybody(), "regular", QUIET)
    room.answer()
    mailing_id = room.confirmed(room.options(Pattern.FROM_REGISTER))
    room.service.send(mailing_id, QUIET)
    named = {
        letter.recipient.customer_id: type(letter.recipient.identification)
        for letter in sent_jobs(room, mailing_id)[0].letters
    }
    assert named == {
        **dict.fromkeys(DIGITAL, DigipostAddress),
        "K0007": PersonAlias,
        "K0008": PersonAlias,
        "K0009": NationalId,
    }
    room.run_to_the_end(mailing_id)
    assert room.delivered() == DIGITAL
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == REASONS


def test_from_the_register_somebody_who_has_joined_since_is_reached_by_their_alias(room: MailingRoom) -> None:
    room.add_people(8)
    room.service.look_up(room.everybody(), "regular", QUIET)
    room.answer()
    room.digipost.population = Population().becoming_digital("K0007")
    mailing_id = room.confirmed(room.options(Pattern.FROM_REGISTER))
    room.run_to_the_end(mailing_id)
    assert "K0007" in room.delivered()
    [recipient] = [room.register.by_customer_id("K0007")]
    assert recipient is not None
    assert recipient.status is LookupStatus.DIGIPOST


@both_interfaces
def test_with_print_everybody_with_an_address_is_reached(room: MailingRoom, interface: str) -> None:
    room.add_people(10)
    room.add_people(1, first=17, address1=None)
    mailing_id = room.confirmed(room.options(Pattern.WITH_PRINT, interface=interface))
    room.run_to_the_end(mailing_id)
    outcomes = room.outcomes(mailing_id)
    assert sorted(each for each, outcome in outcomes.items() if outcome is Outcome.DIGITAL) == DIGITAL
    assert sorted(each for each, outcome in outcomes.items() if outcome is Outcome.PRINTED) == [
        "K0007",
        "K0008",
        "K0009",
    ]
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == {
        "K0017": Reason.NOT_A_USER
    }
    channels = {each.customer_id: each.channel for each in room.digipost.ledger.deliveries()}
    assert channels["K0007"] == Channel.PRINT
    assert channels["K0001"] == Channel.WEB


def test_one_s_own_with_lookup_and_print_prints_only_for_those_who_were_answered_for(
    room: MailingRoom,
) -> None:
    room.add_people(8)
    room.add_people(1, first=29, national_id=None, full_name="Kari Ugyldig")
    mailing_id = room.confirmed(
        room.options(Pattern.OWN, lookup_first=True, printing=PrintOptions(RETURN_ADDRESS))
    )
    room.run_to_the_end(mailing_id)
    outcomes = room.outcomes(mailing_id)
    assert outcomes["K0007"] is outcomes["K0008"] is Outcome.PRINTED
    assert outcomes["K0001"] is Outcome.DIGITAL
    assert outcomes["K0029"] is Outcome.REMAINDER
    named = {
        letter.recipient.customer_id: type(letter.recipient.identification)
        for letter in sent_jobs(room, mailing_id)[1].letters
    }
    assert (named["K0001"], named["K0007"]) == (DigipostAddress, PersonAlias)


def test_one_s_own_can_leave_the_register_alone(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.OWN, lookup_first=True, update_register=False))
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001", "K0002", "K0003"]
    assert {recipient.status for recipient in map(room.register.get, room.everybody())} == {None}


# --- A lookup of its own


def test_a_regular_lookup_fills_the_register_and_uses_what_it_knows_the_next_time(room: MailingRoom) -> None:
    room.add_people(8)
    room.add_people(1, first=9, national_id=None)
    first = room.service.look_up(room.everybody(), "first", QUIET)
    assert first.state is State.UPLOADED
    room.answer()
    summary = room.service.lookup_summary(first.job_id)
    assert (summary.digipost, summary.identified, summary.unidentified, summary.invalid) == (6, 2, 1, 0)
    assert (summary.total, summary.unanswered, summary.state) == (9, 0, State.FINISHED)
    second = room.service.look_up(room.everybody(), "second", QUIET)
    job = SentJob(room.data.job_files / second.zip_name, JobKind.LOOKUP)
    named = {each.customer_id: type(each.identification) for each in job.recipients}
    assert named == {
        **dict.fromkeys([f"K000{digit}" for digit in range(1, 7)], DigipostAddress),
        "K0007": PersonAlias,
        "K0008": PersonAlias,
        "K0009": NameAndAddress,
    }


def test_an_address_that_was_withdrawn_is_cleared_and_the_next_lookup_uses_the_number(
    room: MailingRoom,
) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    room.digipost.population = Population().blacklisting("K0001")
    again = room.confirmed(room.options(subject="News", common_document=str(room.pdf("news", ["News"]))))
    room.run_to_the_end(again)
    person = room.register.by_customer_id("K0001")
    assert person is not None
    assert (person.digipost_address, person.person_alias) == (None, None)
    assert room.outcomes(again) == {"K0001": Outcome.REMAINDER, "K0002": Outcome.DIGITAL}
    [cleared] = room.service.deviations(again)
    assert cleared.code == "cleared"
    assert "K0001" in str(cleared.text)
    third = room.service.look_up(room.everybody(), "third", QUIET)
    job = SentJob(room.data.job_files / third.zip_name, JobKind.LOOKUP)
    assert [type(each.identification) for each in job.recipients] == [NationalId, DigipostAddress]


def test_nobody_to_look_up_is_said(room: MailingRoom) -> None:
    ids = room.add_people(1, national_id=None, city=None)
    with pytest.raises(Exception, match="nobody to look up"):
        room.service.look_up(ids, "empty", QUIET)
    assert room.service.jobs() == []


# --- What travels


def test_options_travel(room: MailingRoom) -> None:
    room.add_people(1)
    deliver_at = datetime(2026, 6, 1, 7, tzinfo=UTC)
    job = sent_mailing(
        room,
        name="Annual fee",
        sms_after_hours=(24, 72),
        security=Security.TWO_FACTOR,
        sensitive=True,
        opening_receipt_group="board",
        deliver_at=deliver_at,
        processor_id=4321,
        auto_approve=True,
    )
    settings = job.header.settings
    assert (settings.processor_id, settings.auto_approve, settings.job_name) == (4321, True, "Annual fee")
    assert (settings.deliver_at, settings.client_info, settings.sender_id) == (deliver_at, "Test", 1000)
    common = job.header.global_settings
    assert common is not None
    assert common.subject == "Annual fee"
    assert common.sms == SmsNotification(after_hours=(24, 72))
    assert common.authentication is Authentication.TWO_FACTOR
    assert common.sensitivity is Sensitivity.SENSITIVE
    assert common.opening_receipt_group == "board"


def test_a_person_approves_unless_the_options_say_otherwise(room: MailingRoom) -> None:
    room.add_people(1)
    assert sent_mailing(room).header.settings.auto_approve is False


@both_interfaces
def test_sms_at_certain_times_and_each_letter_s_own_subject_travel(room: MailingRoom, interface: str) -> None:
    room.add_people(2)
    moment = datetime(2026, 6, 1, 7, tzinfo=UTC)
    job = sent_mailing(room, subject="For {customer_id}", sms_at=(moment,), interface=interface)
    assert job.header.global_settings is not None
    assert job.header.global_settings.sms == SmsNotification(at=(moment,))
    subjects = [letter.main.settings.subject for letter in job.letters if letter.main.settings]
    assert subjects == ["For K0001", "For K0002"]


def test_the_settings_partner_and_interface_hold_where_the_mailing_names_none(room: MailingRoom) -> None:
    room.settings = replace(room.settings, processor_id=99, interface="2_0")
    room.add_people(1)
    job = sent_mailing(room)
    assert (job.header.settings.processor_id, job.header.interface.value) == (99, "2_0")


def test_what_the_settings_say_later_changes_nothing_about_a_confirmed_mailing(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.settings = replace(room.settings, processor_id=99, interface="2_0")
    room.service.send(mailing_id, QUIET)
    [job] = sent_jobs(room, mailing_id)
    assert (job.header.settings.processor_id, job.header.interface.value) == (None, "2_1")


@both_interfaces
def test_everybody_gets_their_own_document_and_attachments_and_each_file_is_there_once(
    room: MailingRoom, interface: str
) -> None:
    ids = room.add_people(3)
    same_as_first = room.letters_folder / "copy.pdf"
    same_as_first.write_bytes(room.pdf("one", ["One"]).read_bytes())
    letters = [
        LetterInput(ids[0], document=room.pdf("one"), attachments=(room.pdf("extra", ["Extra"]),)),
        LetterInput(ids[1], document=room.pdf("two", ["Two"])),
        LetterInput(ids[2], document=same_as_first),
    ]
    rules = room.pdf("rules", ["Rules"])
    mailing_id = room.confirmed(
        room.options(Pattern.MAILING_ONLY, interface=interface, common_attachments=(str(rules),)), letters
    )
    room.run_to_the_end(mailing_id)
    [job] = sent_jobs(room, mailing_id)
    assert len(job.files) == 1 + 4  # the XML; one, two, extra and rules
    delivered = {each.customer_id: each for each in room.digipost.ledger.deliveries()}
    hashes = {name: sha256_of(room.pdf(name)) for name in ("one", "two", "extra", "rules")}
    assert delivered["K0001"].document_sha256 == delivered["K0003"].document_sha256 == hashes["one"]
    assert delivered["K0002"].document_sha256 == hashes["two"]
    assert delivered["K0001"].attachment_sha256s == (hashes["rules"], hashes["extra"])
    assert delivered["K0002"].attachment_sha256s == (hashes["rules"],)


def test_nothing_of_a_person_stands_in_a_file_s_name(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    named = room.pdf("15507600333 Kari Ødegård")
    job = sent_mailing(room, letters=[LetterInput(recipient_id, document=named)])
    assert not [name for name in job.files if "15507600333" in name or "Kari" in name]
    [view] = room.service.jobs()
    assert view.zip_name.isascii()
    assert "Annual" not in view.zip_name


def test_an_attachment_is_shown_under_its_own_name(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    letters = [LetterInput(recipient_id, attachments=(room.pdf("Rules of 2027", ["Rules"]),))]
    job = sent_mailing(room, letters=letters)
    subjects = [document.settings.subject if document.settings else None for document in job.documents]
    assert sorted(map(str, subjects)) == ["None", "Rules of 2027"]


@both_interfaces
def test_invoices_travel_with_each_letter(room: MailingRoom, interface: str) -> None:
    ids = room.add_people(2)
    common = InvoiceOptions(account="1234.56.78903", due_date=date(2026, 6, 1))
    letters = [
        LetterInput(ids[0], kid="1234567897", amount=Decimal("100.50")),
        LetterInput(ids[1], kid="12345674", amount=Decimal(7), due_date=date(2026, 7, 1)),
    ]
    job = sent_mailing(room, invoice=common, letters=letters, interface=interface)
    invoices = {document.id: document for document in job.documents if isinstance(document, Invoice)}
    first = invoices[job.letter_to("K0001").main.document_id]
    second = invoices[job.letter_to("K0002").main.document_id]
    assert (first.kid, first.amount, first.account) == ("1234567897", Decimal("100.50"), "12345678903")
    assert (first.due_date, second.due_date) == (date(2026, 6, 1), date(2026, 7, 1))
    assert len(job.files) == 2  # the XML and the one PDF


def test_every_letter_and_attachment_has_a_uuid_of_its_own_that_a_second_building_does_not_change(
    room: MailingRoom,
) -> None:
    room.add_people(5)
    options = room.options(Pattern.MAILING_ONLY, common_attachments=(str(room.pdf("rules", ["Rules"])),))
    mailing_id = room.confirmed(options)
    room.faults.before["connect"] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        room.service.send(mailing_id, QUIET)
    [before] = sent_jobs(room, mailing_id)
    (room.data.job_files / room.service.jobs()[0].zip_name).unlink()
    room.service.send(mailing_id, QUIET)
    [after] = sent_jobs(room, mailing_id)
    assert before.files == after.files
    uuids = [part.uuid for letter in after.letters for part in (letter.main, *letter.attachments)]
    assert len(set(uuids)) == 10
    shown = {row.uuid for row in room.rows(mailing_id)}
    assert shown == {letter.main.uuid for letter in after.letters}


def named_by(room: MailingRoom, **changes: Any) -> object:
    """How somebody with these details is named in a mailing job."""
    room.add_people(1, **changes)
    return sent_mailing(room).letters[0].recipient.identification


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"digipost_address": "kari#1A2B"}, lambda found: found == DigipostAddress("kari#1A2B")),
        ({"person_alias": "alias1"}, lambda found: found == PersonAlias("alias1")),
        ({}, lambda found: isinstance(found, NationalId)),
        (
            {"national_id": None, "organisation_number": "313131319"},
            lambda found: found == OrganisationNumber("313131319"),
        ),
        ({"national_id": None}, lambda found: isinstance(found, NameAndAddress)),
    ],
)
def test_the_surest_identification_is_used(
    room: MailingRoom, changes: dict[str, Any], check: Callable[[object], bool]
) -> None:
    assert check(named_by(room, **changes))


def test_name_and_address_travel_with_birth_date_phone_and_e_mail(room: MailingRoom) -> None:
    found = named_by(
        room,
        national_id=None,
        first_name="Kari",
        middle_name="Marie",
        last_name="Ødegård",
        full_name="Kari Marie Ødegård",
        birth_date=date(1980, 2, 3),
        phone="+4791234567",
        email="kari@example.org",
        address2="c/o Hansen",
    )
    assert isinstance(found, NameAndAddress)
    assert (found.phone, found.email) == ("+4791234567", "kari@example.org")
    assert found.birth_date is not None
    assert found.address.line2 == "c/o Hansen"  # type: ignore[union-attr]


def test_without_a_birth_date_neither_phone_nor_e_mail_is_sent(room: MailingRoom) -> None:
    found = named_by(room, national_id=None, phone="+4791234567", email="kari@example.org")
    assert isinstance(found, NameAndAddress)
    assert (found.phone, found.email) == (None, None)


def test_public_senders_can_send_addresses_for_notification(room: MailingRoom) -> None:
    room.add_people(1, phone="+4791234567", email="kari@example.org")
    job = sent_mailing(room, notification_addresses=True)
    assert job.letters[0].notification == NotificationAddresses("kari@example.org", "+4791234567")


def test_print_travels_with_both_addresses(room: MailingRoom) -> None:
    room.add_people(1)
    room.add_people(1, first=2, country="Sverige", postcode="411 10", city="Göteborg", address2="Lgh 3")
    room.add_people(1, first=3, country="se", postcode="411 10", city="Göteborg")
    printing = PrintOptions(RETURN_ADDRESS, colour=True, first_class=True)
    mailing_id = room.confirmed(room.options(Pattern.WITH_PRINT, printing=printing))
    room.service.send(mailing_id, QUIET)
    [job] = sent_jobs(room, mailing_id)
    assert job.header.global_settings is not None
    assert job.header.global_settings.print_colour is PrintColour.COLOURS
    home, abroad, by_code = (letter.physical_print for letter in job.letters)
    assert home is not None
    assert home.address == NorwegianAddress("0037", "Tromsø", "Storgata 1")
    assert home.return_address == NorwegianAddress("9008", "Tromsø", "Havnegata 1")
    assert (home.return_name, home.post_type) == ("Fjordvik Turlag", PostType.A)
    assert abroad is not None
    assert abroad.address == ForeignAddress("Storgata 2", "Lgh 3", "411 10 Göteborg", country="Sverige")
    assert by_code is not None
    assert by_code.address == ForeignAddress("Storgata 3", "411 10 Göteborg", country_code="SE")


def test_what_was_sent_is_what_was_shown_whatever_the_register_says_since(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1, national_id=None)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.register.save(replace(room.register.get(recipient_id), address1="Elsewhere 9"))
    room.service.send(mailing_id, QUIET)
    found = sent_jobs(room, mailing_id)[0].letters[0].recipient.identification
    assert isinstance(found, NameAndAddress)
    assert found.address.line1 == "Storgata 1"  # type: ignore[union-attr]
