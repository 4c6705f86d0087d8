"""How a job looks on the wire in interface 2_0, and that nothing it cannot carry is dropped in silence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop_app.digipost.errors import NotInInterface
from desktop_app.digipost.model import (
    CANCEL,
    Authentication,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Interface,
    Invoice,
    Job,
    Letter,
    MailingJob,
    NamedSettings,
    NotificationAddresses,
    OrganisationNumber,
    PrintColour,
    Sensitivity,
    SmsNotification,
)
from tests.helpers.digipost_samples import (
    SETTINGS,
    letter,
    lookup,
    mailing,
    recipient,
    uuid_of,
    with_main_settings,
)
from tests.helpers.digipost_samples import xml_of as xml_of_either

V2_0 = Interface.V2_0
A_DOCUMENT = Document("d1", "a.pdf")
AN_INVOICE = Invoice(
    "d1", "a.pdf", kid="12345", amount=Decimal(1), account="12345678901", due_date=date(2026, 5, 1)
)


def xml_of(job: Job) -> str:
    """The job as it is written, line ends aside."""
    return xml_of_either(job, V2_0).replace("\n", "")


def old_letter(number: int, *documents: str) -> Letter:
    return letter(number, *documents, interface=V2_0)


def old_mailing(*letters: Letter, document: Document = A_DOCUMENT) -> MailingJob:
    return mailing(letters or [old_letter(1)], [document], V2_0)


def settings_of(document: Document, global_settings: DocumentSettings | None = None) -> str:
    """The `innstillinger` of the job's one document."""
    xml = xml_of(replace(old_mailing(document=document), global_settings=global_settings))
    post = xml[xml.index("<post>") : xml.index("</post>")]
    return post.partition("<innstillinger>")[2].partition("</innstillinger>")[0]


class TestShape:
    def test_a_letter_has_its_id_as_an_element_and_refers_by_elements(self) -> None:
        named = with_main_settings(old_letter(1, "d1", "d2", "d3"), settings=DocumentSettings("Til deg"))
        documents = [Document(each, f"{each}.pdf") for each in ("d1", "d2", "d3")]
        xml = xml_of(mailing([named], documents, V2_0))
        assert xml.partition("<forsendelser>")[2].partition("</forsendelser>")[0] == (
            "<brev><id>letter-1</id><mottaker><kunde-id>customer-1</kunde-id>"
            "<foedselsnummer>17812345678</foedselsnummer></mottaker>"
            "<innstillinger><emne>Til deg</emne></innstillinger>"
            "<dokument>d1</dokument><vedlegg><dokument>d2</dokument><dokument>d3</dokument></vedlegg></brev>"
        )

    def test_it_is_in_its_own_namespace(self) -> None:
        assert 'xmlns="http://www.digipost.no/xsd/avsender2_0"' in xml_of(lookup())

    def test_the_settings_for_all_stand_alone(self) -> None:
        job = replace(old_mailing(), global_settings=DocumentSettings("Til alle"))
        assert (
            "<standard-distribusjon><globale-dokument-innstillinger><emne>Til alle</emne><sms-varsling/>"
            "</globale-dokument-innstillinger><post>"
        ) in xml_of(job)


class TestInheritance:
    """2_0 replaces settings as a whole, so what would be inherited is filled in."""

    GLOBAL = DocumentSettings("alle", SmsNotification(after_hours=(24,)), Authentication.TWO_FACTOR)
    GLOBAL_SMS = "<sms-varsling><etter-timer>24</etter-timer></sms-varsling>"
    GLOBAL_LEVEL = "<autentiseringsnivaa>TO_FAKTOR</autentiseringsnivaa>"

    def test_a_document_that_says_nothing_leaves_it_to_the_job(self) -> None:
        assert settings_of(Document("d1", "a.pdf"), self.GLOBAL) == ""

    def test_what_a_document_does_not_say_is_filled_in(self) -> None:
        own = DocumentSettings("min", sensitivity=Sensitivity.SENSITIVE)
        assert settings_of(Document("d1", "a.pdf", own), self.GLOBAL) == (
            f"<emne>min</emne>{self.GLOBAL_SMS}{self.GLOBAL_LEVEL}<sensitivitetsnivaa>SENSITIVT</sensitivitetsnivaa>"
        )

    def test_what_a_document_cancels_is_not_filled_in(self) -> None:
        own = DocumentSettings(sms=CANCEL)
        assert settings_of(Document("d1", "a.pdf", own), self.GLOBAL) == (
            f"<emne>alle</emne><sms-varsling/>{self.GLOBAL_LEVEL}"
        )

    def test_settings_for_all_without_a_subject_are_written_with_each_document(self) -> None:
        without = replace(self.GLOBAL, subject=None)
        own = DocumentSettings("min")
        assert settings_of(Document("d1", "a.pdf", own), without) == (
            f"<emne>min</emne>{self.GLOBAL_SMS}{self.GLOBAL_LEVEL}"
        )
        job = replace(old_mailing(document=Document("d1", "a.pdf", own)), global_settings=without)
        assert "globale" not in xml_of(job)

    def test_no_sms_is_said_as_an_empty_element(self) -> None:
        assert (
            settings_of(Document("d1", "a.pdf", DocumentSettings("min"))) == "<emne>min</emne><sms-varsling/>"
        )


REFUSED: list[tuple[str, Job, str]] = [
    (
        "organisation number in a lookup",
        lookup(recipient(1), recipient(2, OrganisationNumber("987654321"))),
        "Recipient 2, customer id customer-2: Interface 2_0 cannot find a recipient by organisation number.",
    ),
    (
        "organisation number in a mailing",
        old_mailing(replace(old_letter(1), recipient=recipient(1, OrganisationNumber("987654321")))),
        "Letter 1, customer id customer-1: Interface 2_0 cannot find a recipient by organisation number.",
    ),
    (
        "delivery date",
        replace(old_mailing(), settings=replace(SETTINGS, deliver_at=datetime(2026, 1, 1, tzinfo=UTC))),
        "The job's settings: Interface 2_0 has no delivery date.",
    ),
    (
        "uuid of the main document",
        old_mailing(old_letter(1), with_main_settings(old_letter(2), uuid=uuid_of(2))),
        "Letter 2, customer id customer-2: Interface 2_0 has no uuids for letters.",
    ),
    (
        "uuid of an attachment",
        old_mailing(replace(old_letter(1), attachments=(DocumentToRecipient("d1", uuid_of(2)),))),
        "Letter 1, customer id customer-1: Interface 2_0 has no uuids for letters.",
    ),
    (
        "notification addresses",
        old_mailing(replace(old_letter(1), notification=NotificationAddresses())),
        "Letter 1, customer id customer-1: Interface 2_0 has no notification addresses.",
    ),
    (
        "settings for one recipient",
        old_mailing(with_main_settings(old_letter(1), settings=DocumentSettings("x", sms=CANCEL))),
        "Letter 1, customer id customer-1: Interface 2_0 has no settings for one recipient, except the subject.",
    ),
    (
        "settings for one attachment",
        old_mailing(
            replace(old_letter(1), attachments=(DocumentToRecipient("d1", None, DocumentSettings("x")),))
        ),
        "Letter 1, customer id customer-1: Interface 2_0 has no settings for one attachment.",
    ),
    (
        "named settings",
        replace(old_mailing(), named_settings=(NamedSettings("set"),)),
        "The named settings set: Interface 2_0 has no named settings.",
    ),
    (
        "a document that builds on named settings",
        old_mailing(document=Document("d1", "a.pdf", extends="set")),
        "Document 1, id d1: Interface 2_0 has no named settings to build on.",
    ),
    (
        "opening receipts",
        old_mailing(document=Document("d1", "a.pdf", DocumentSettings("x", opening_receipt_group="g"))),
        "Document 1, id d1: Interface 2_0 has no opening receipts.",
    ),
    (
        "opening receipts for all, also without a subject",
        replace(old_mailing(), global_settings=DocumentSettings(opening_receipt_group="g")),
        "The settings for all letters: Interface 2_0 has no opening receipts.",
    ),
    (
        "print colour",
        replace(old_mailing(), global_settings=DocumentSettings("x", print_colour=PrintColour.COLOURS)),
        "The settings for all letters: Interface 2_0 has no choice of print colour.",
    ),
    (
        "settings without a subject",
        old_mailing(document=Document("d1", "a.pdf", DocumentSettings(sms=CANCEL))),
        "Document 1, id d1: Interface 2_0 needs a subject where there are other settings.",
    ),
    (
        "settings for all without a subject, for a document that has none either",
        replace(old_mailing(), global_settings=DocumentSettings(authentication=Authentication.TWO_FACTOR)),
        "Document 1, id d1: Interface 2_0 needs a subject where there are other settings.",
    ),
    (
        "an invoice without a KID",
        old_mailing(document=replace(AN_INVOICE, kid=None)),
        "Document 1, id d1: Interface 2_0 needs a KID on every invoice.",
    ),
]


@pytest.mark.parametrize(
    ("job", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_the_old_interface_cannot_carry_is_refused_with_what_to_do(job: Job, message: str) -> None:
    with pytest.raises(NotInInterface) as caught:
        xml_of(job)
    assert str(caught.value.message) == message
    assert "choose interface 2_1" in str(caught.value.hint)


@pytest.mark.parametrize("job", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_the_same_is_no_trouble_in_2_1(job: Job) -> None:
    assert xml_of_either(job, Interface.V2_1)


def test_an_invoice_has_the_same_form_in_both() -> None:
    old, new = xml_of(old_mailing(document=AN_INVOICE)), xml_of_either(mailing(documents=[AN_INVOICE]))

    def post(xml: str) -> str:
        return xml.replace("\n", "").partition("<post>")[2].partition("</post>")[0]

    assert post(old) == post(new)
