"""How a job looks on the wire in interface 2_1, and what is refused with the letter named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.digipost.model import (
    CANCEL,
    Authentication,
    DigipostAddress,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    FirstLastName,
    ForeignAddress,
    Invoice,
    JobSettings,
    Letter,
    LineAddress,
    NameAndAddress,
    NamedSettings,
    NationalId,
    NorwegianAddress,
    NotificationAddresses,
    PersonAlias,
    PhysicalPrint,
    PostType,
    PrintColour,
    Recipient,
    Sensitivity,
    SmsNotification,
)
from tests.helpers.digipost_samples import (
    SETTINGS,
    between,
    letter,
    lookup,
    mailing,
    recipient,
    refusal,
    uuid_of,
    with_main_settings,
    xml_of,
)
from tests.helpers.digipost_strategies import illegal_characters

ADDRESS = LineAddress("Storgata 1", None, "0155", "Oslo")
AN_INVOICE = Invoice(
    "d1",
    "a.pdf",
    kid="1234567890-",
    amount=Decimal("1250.5"),
    account="12345678901",
    due_date=date(2026, 5, 1),
)


class TestSettings:
    def test_are_written_in_digiposts_order(self) -> None:
        at = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1)))
        settings = DocumentSettings(
            "Kontingent",
            SmsNotification((at,), (24, 48)),
            Authentication.TWO_FACTOR,
            Sensitivity.SENSITIVE,
            "gruppe",
            PrintColour.COLOURS,
        )
        xml = xml_of(mailing(documents=[Document("d1", "a.pdf", settings)]))
        assert between(xml, "innstillinger") == (
            "<emne>Kontingent</emne><sms-varsling><tidspunkt>2026-03-01T12:00:00+01:00</tidspunkt>"
            "<etter-timer>24</etter-timer><etter-timer>48</etter-timer></sms-varsling>"
            "<autentiseringsnivaa>TO_FAKTOR</autentiseringsnivaa>"
            "<sensitivitetsnivaa>SENSITIVT</sensitivitetsnivaa>"
            "<aapningskvitteringsgruppe>gruppe</aapningskvitteringsgruppe><print-farge>FARGER</print-farge>"
        )

    def test_are_cancelled_by_an_empty_element(self) -> None:
        settings = DocumentSettings(CANCEL, CANCEL, None, None, CANCEL, CANCEL)
        xml = xml_of(mailing(documents=[Document("d1", "a.pdf", settings)]))
        assert between(xml, "innstillinger") == (
            "<emne/><sms-varsling/><aapningskvitteringsgruppe/><print-farge/>"
        )

    def test_are_given_at_four_levels(self) -> None:
        job = replace(
            mailing(
                [with_main_settings(letter(1), settings=DocumentSettings("to one"))],
                [Document("d1", "a.pdf", DocumentSettings("document"), extends="set")],
            ),
            global_settings=DocumentSettings("all"),
            named_settings=(NamedSettings("set", DocumentSettings("named")),),
        )
        xml = xml_of(job)
        assert between(xml, "felles-innstillinger") == (
            "<globale-dokument-innstillinger><emne>all</emne></globale-dokument-innstillinger>"
            '<dokument-innstillinger id="set"><emne>named</emne></dokument-innstillinger>'
        )
        assert '<innstillinger extends="set"><emne>document</emne></innstillinger></dokument>' in xml
        assert "<innstillinger><emne>to one</emne></innstillinger></hoveddokument>" in xml

    def test_that_say_nothing_are_not_written(self) -> None:
        nothing = DocumentSettings()
        job = mailing([with_main_settings(letter(1), settings=nothing)], [Document("d1", "a.pdf", nothing)])
        xml = xml_of(replace(job, global_settings=nothing))
        assert "<innstillinger" not in xml
        assert "felles-innstillinger" not in xml

    def test_with_an_empty_subject_are_refused(self) -> None:
        job = mailing([letter(1), with_main_settings(letter(2), settings=DocumentSettings(""))])
        assert refusal(job) == "Letter 2, customer id customer-2: A setting is empty (emne)."

    def test_an_sms_needs_a_time(self) -> None:
        with pytest.raises(ValueError, match="CANCEL"):
            SmsNotification()


class TestDocuments:
    def test_are_named_by_letters(self) -> None:
        job = mailing([letter(1, "d1", "d2", "d1")], [Document("d1", "a.pdf"), Document("d2", "b.pdf")])
        xml = xml_of(job)
        assert between(xml, "post") == (
            "<dokument><id>d1</id><fil>a.pdf</fil></dokument><dokument><id>d2</id><fil>b.pdf</fil></dokument>"
        )
        assert (
            f'<hoveddokument uuid="{uuid_of(100)}" refid="d1"/><vedlegg uuid="{uuid_of(101)}" refid="d2"/>'
            f'<vedlegg uuid="{uuid_of(102)}" refid="d1"/></brev>'
        ) in xml

    def test_may_be_invoices(self) -> None:
        assert between(xml_of(mailing(documents=[AN_INVOICE])), "post") == (
            '<dokument xsi:type="faktura"><id>d1</id><fil>a.pdf</fil><kid>1234567890-</kid>'
            "<beloep>1250.50</beloep><kontonummer>12345678901</kontonummer>"
            "<forfallsdato>2026-05-01</forfallsdato></dokument>"
        )

    def test_may_be_invoices_without_kid(self) -> None:
        assert "<kid>" not in xml_of(mailing(documents=[replace(AN_INVOICE, kid=None)]))

    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            ("1", "1.00"),
            ("0.1", "0.10"),
            ("1E+2", "100.00"),
            ("12.3400", "12.34"),
            ("1234567890123", "1234567890123.00"),
        ],
    )
    def test_have_amounts_with_two_decimals(self, amount: str, written: str) -> None:
        assert f"<beloep>{written}<" in xml_of(
            mailing(documents=[replace(AN_INVOICE, amount=Decimal(amount))])
        )

    @pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1.005", "12345678901234"])
    def test_have_amounts_that_can_be_paid(self, amount: str) -> None:
        message = refusal(mailing(documents=[replace(AN_INVOICE, amount=Decimal(amount))]))
        assert message.startswith("Document 1, id d1: The amount ")


class TestLetters:
    def test_may_carry_notification_addresses(self) -> None:
        job = mailing([replace(letter(1), notification=NotificationAddresses("a@example.no", "90000000"))])
        assert (
            "</mottaker><varslingsadresser><epostadresse>a@example.no</epostadresse>"
            "<mobilnummer>90000000</mobilnummer></varslingsadresser><hoveddokument"
        ) in xml_of(job)

    def test_may_be_printed_in_norway_and_come_back_from_abroad(self) -> None:
        printed = PhysicalPrint(
            "Kari Nordmann",
            NorwegianAddress("0155", "Oslo", "Storgata 1"),
            "Foreningen",
            ForeignAddress("Kungsgatan 1", "11122 Stockholm", country_code="SE"),
        )
        xml = xml_of(mailing([replace(letter(1), physical_print=printed)]))
        assert '<brev xsi:type="brev-med-print" id="letter-1">' in xml
        assert between(xml, "fysisk-print") == (
            "<postmottaker>Kari Nordmann</postmottaker><norsk-mottakeradresse>"
            "<adresselinje1>Storgata 1</adresselinje1><postnummer>0155</postnummer><poststed>Oslo</poststed>"
            "</norsk-mottakeradresse><posttype>B</posttype><retur-postmottaker>Foreningen</retur-postmottaker>"
            "<utenlandsk-returadresse><adresselinje1>Kungsgatan 1</adresselinje1>"
            "<adresselinje2>11122 Stockholm</adresselinje2><land-kode>SE</land-kode></utenlandsk-returadresse>"
        )

    def test_may_be_printed_abroad_and_come_back_to_norway(self) -> None:
        printed = PhysicalPrint(
            "Kalle Svensson",
            ForeignAddress("1", "2", "3", "4", country="Sverige"),
            "Foreningen",
            NorwegianAddress("0155", "Oslo"),
            PostType.A,
        )
        xml = xml_of(mailing([replace(letter(1), physical_print=printed)]))
        assert "<adresselinje4>4</adresselinje4><land>Sverige</land></utenlandsk-mottakeradresse>" in xml
        assert "<posttype>A</posttype>" in xml
        assert (
            "<norsk-returadresse><postnummer>0155</postnummer><poststed>Oslo</poststed></norsk-returadresse>"
            in xml
        )

    def test_abroad_have_a_country_or_its_code(self) -> None:
        with pytest.raises(ValueError, match="country"):
            ForeignAddress("1")
        with pytest.raises(ValueError, match="country"):
            ForeignAddress("1", country="Sverige", country_code="SE")

    def test_have_ids_of_their_own(self) -> None:
        assert refusal(mailing([letter(1), replace(letter(2), id="letter-1")])) == (
            "The letter id letter-1 is there more than once."
        )

    def test_have_uuids_of_their_own(self) -> None:
        job = mailing([letter(1), with_main_settings(letter(2), uuid=uuid_of(100))])
        assert refusal(job) == f"The uuid {uuid_of(100)} is there more than once."

    def test_have_attachments_with_uuids_of_their_own(self) -> None:
        attached = replace(letter(2), attachments=(DocumentToRecipient("d1", uuid_of(100)),))
        assert f"The uuid {uuid_of(100)}" in refusal(mailing([letter(1), attached]))

    def test_have_99_attachments_at_most(self) -> None:
        assert "vedlegg" in xml_of(mailing([letter(1, *["d1"] * 100)]))
        assert refusal(mailing([letter(1), letter(2, *["d1"] * 101)])) == (
            "Letter 2, customer id customer-2: It has more than 99 attachments."
        )

    def test_stand_on_a_line_each(self) -> None:
        lines = xml_of(mailing([letter(1), letter(2)])).splitlines()
        assert [line[: len('<brev id="letter-1">')] for line in lines[5:7]] == [
            '<brev id="letter-1">',
            '<brev id="letter-2">',
        ]


class TestJobSettings:
    def test_are_written_in_digiposts_order(self) -> None:
        settings = JobSettings(
            5, "job-17", 6, "Kontingent 2026", True, datetime(2026, 3, 1, 8, tzinfo=UTC), "Brevdue 1.0, Linux"
        )
        assert between(xml_of(replace(lookup(), settings=settings)), "jobb-innstillinger") == (
            "<avsender-id>5</avsender-id><behandler-id>6</behandler-id><jobb-id>job-17</jobb-id>"
            "<jobb-navn>Kontingent 2026</jobb-navn><auto-godkjenn-jobb>true</auto-godkjenn-jobb>"
            "<virkningsdato>2026-03-01T08:00:00Z</virkningsdato>"
            "<klientinformasjon>Brevdue 1.0, Linux</klientinformasjon>"
        )

    def test_wait_for_approval_unless_told_otherwise(self) -> None:
        assert "<auto-godkjenn-jobb>false</auto-godkjenn-jobb>" in xml_of(lookup())

    @pytest.mark.parametrize("job_id", ["", "with blank", "æ", "a/b", "x" * 101, "a\n"])
    def test_need_an_id_that_digipost_takes(self, job_id: str) -> None:
        message = refusal(replace(lookup(), settings=replace(SETTINGS, job_id=job_id)))
        assert message.startswith("The job's settings: The job id ")

    def test_need_a_delivery_time_with_its_zone(self) -> None:
        naive = replace(SETTINGS, deliver_at=datetime(2026, 3, 1, 8))
        with pytest.raises(ValueError, match="time zone"):
            xml_of(replace(mailing(), settings=naive))


class TestCharacters:
    def test_that_mean_something_in_xml_are_written_as_references(self) -> None:
        odd = Recipient("a<b>&\"c'\r]]>", DigipostAddress("x\ry"))
        written = "a&lt;b&gt;&amp;\"c'&#13;]]&gt;"
        assert f"<kunde-id>{written}</kunde-id><digipostadresse>x&#13;y<" in xml_of(lookup(odd))

    def test_that_an_attribute_would_lose_are_written_as_references(self) -> None:
        assert 'id="a&quot;&#9;&#10;&#13;&lt;&amp;"' in xml_of(mailing([replace(letter(1), id='a"\t\n\r<&')]))

    @given(illegal_characters)
    def test_that_xml_cannot_carry_are_refused_with_customer_and_field(self, character: str) -> None:
        known = NameAndAddress(FirstLastName("Kari", f"Nord{character}mann"), ADDRESS)
        people = [recipient(number) for number in range(1, 300)] + [recipient(300, known)]
        code = f"U+{ord(character):04X}"
        assert refusal(lookup(*people)) == (
            f"Recipient 300, customer id customer-300: The field “last name” holds a character that cannot be sent "
            f"({code})."
        )

    @pytest.mark.parametrize(
        ("letter_with_it", "field"),
        [
            (with_main_settings(letter(1), settings=DocumentSettings("bad\x01")), "subject"),
            (replace(letter(1), notification=NotificationAddresses(mobile="\x01")), "mobile number"),
            (replace(letter(1), recipient=Recipient("c\x01", NationalId("1"))), "customer id"),
            (replace(letter(1), recipient=recipient(1, PersonAlias("\x01"))), "person alias"),
            (
                replace(
                    letter(1),
                    physical_print=PhysicalPrint(
                        "x", NorwegianAddress("0155", "Os\x01lo"), "y", NorwegianAddress("0155", "Oslo")
                    ),
                ),
                "city",
            ),
        ],
    )
    def test_that_xml_cannot_carry_are_refused_wherever_they_are(
        self, letter_with_it: Letter, field: str
    ) -> None:
        message = refusal(mailing([letter_with_it]))
        assert message.startswith("Letter 1, customer id c")
        assert f"The field “{field}” holds a character that cannot be sent (U+0001)." in message

    def test_that_xml_cannot_carry_are_refused_in_settings_and_documents(self) -> None:
        bad = DocumentSettings("\x01")
        assert "The settings for all letters: The field “subject”" in refusal(
            replace(mailing(), global_settings=bad)
        )
        named = (NamedSettings("set", bad),)
        assert "The named settings set: The field “subject”" in refusal(
            replace(mailing(), named_settings=named)
        )
        assert "Document 1, id d1: The field “file name”" in refusal(
            mailing(documents=[Document("d1", "a\x01.pdf")])
        )
        settings = replace(SETTINGS, job_name="\x01")
        assert "The job's settings: The field “job's name”" in refusal(replace(lookup(), settings=settings))

    @given(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)
        .map(str.strip)
        .filter(bool)
    )
    def test_of_any_script_are_written_as_they_are(self, name: str) -> None:
        if not {"\ufffe", "\uffff"} & set(name):
            escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert f"<digipostadresse>{escaped}<" in xml_of(lookup(recipient(1, DigipostAddress(name))))
