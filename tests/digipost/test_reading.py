"""Results are read whatever comes: strange words are kept, and what is unsafe or broken is refused in words."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.digipost.errors import JobInvalid, ReceiptUnreadable
from desktop_app.digipost.model import (
    Channel,
    Document,
    DocumentFault,
    DocumentFaultDetail,
    DocumentFaultType,
    Failure,
    FailureCode,
    Interface,
    InvalidReason,
    JobItem,
    JobKind,
    JobStatus,
    LetterFault,
    LetterFaultType,
    LetterResult,
    PrintSummary,
    RecipientResult,
    RecipientStatus,
    RecipientSummary,
    ResultHeader,
    ResultItem,
    UnidentifiedReason,
)
from desktop_app.digipost.reading import ReadingLimits, read_job, read_result, read_result_header
from tests.helpers.digipost_samples import lookup, mailing, xml_of
from tests.helpers.digipost_seeds import AFP_JOB, JOB_WITH_LETTER_SETTINGS, SIGNED_RESULTS
from tests.helpers.reference import reference_folder

NAMESPACE = "http://www.digipost.no/xsd/avsender2_1"
OPENING = (
    "<status>SUKSESS</status><jobb-info><ref-jobb-id>job-1</ref-jobb-id>"
    "<start-tid>2026-03-01T12:00:00Z</start-tid></jobb-info>"
)


def mailing_result(content: str, opening: str = OPENING, namespace: str = NAMESPACE) -> str:
    return f'<masseutsendelse-resultat xmlns="{namespace}">{opening}{content}</masseutsendelse-resultat>'


def recipients(*results: str) -> str:
    items = "".join(f"<resultat>{each}</resultat>" for each in results)
    return mailing_result(f"<mottaker-resultater>{items}</mottaker-resultater>")


def read(xml: str | bytes, limits: ReadingLimits | None = None) -> tuple[ResultHeader, list[ResultItem]]:
    items: list[ResultItem] = []
    stream = io.BytesIO(xml.encode() if isinstance(xml, str) else xml)
    header = read_result(stream, items.append, *([limits] if limits else []))
    return header, items


def refusal(xml: str | bytes, limits: ReadingLimits | None = None) -> str:
    with pytest.raises(ReceiptUnreadable) as caught:
        read(xml, limits)
    return str(caught.value.message)


class TestWhatDigipostAnswers:
    def test_a_published_result_is_read_whole(self) -> None:
        path: Path = reference_folder() / "digipost" / "examples" / "masseutsendelse-resultat.xml"
        header, items = read(path.read_bytes())
        assert (header.kind, header.interface, header.status) == (
            JobKind.MAILING,
            Interface.V2_0,
            JobStatus.SUKSESS,
        )
        assert header.job_id == "PersonligPostEksempel_1362046196963"
        assert header.sender_id == 5
        assert header.recipient_summary == RecipientSummary(5, 1, 1, 1, 1, 1, 0, 0)
        people = [item for item in items if isinstance(item, RecipientResult)]
        assert [person.status for person in people] == [
            RecipientStatus.UIDENTIFISERT,
            RecipientStatus.IDENTIFISERT,
            RecipientStatus.IDENTIFISERT,
            RecipientStatus.DIGIPOST,
            RecipientStatus.DIGIPOST,
        ]
        assert people[3].digipost_address == "leif.ronny.hauknes#9YXE"
        assert people[2].person_alias == "gwsjhwuzzflfhusperoo#3SPX"
        letters = [item for item in items if isinstance(item, LetterResult)]
        assert [(letter.letter_id, letter.sent) for letter in letters] == [
            ("id1", False),
            ("id2", False),
            ("id3", True),
            ("id4", False),
            ("id5", True),
        ]

    def test_everything_in_a_result_comes_out(self) -> None:
        header, items = read(
            mailing_result(
                "<mottaker-sammendrag><total>1</total><digipost>2</digipost><digipost-vask>3</digipost-vask>"
                "<identifisert>4</identifisert><identifisert-vask>5</identifisert-vask>"
                "<uidentifisert>6</uidentifisert><uidentifisert-flere-treff>7</uidentifisert-flere-treff>"
                "<ugyldig>8</ugyldig></mottaker-sammendrag>"
                "<print-sammendrag><sendt-til-print>9</sendt-til-print><ugyldig>10</ugyldig></print-sammendrag>"
                "<mottaker-resultater><resultat><kunde-id>k1</kunde-id><status>UIDENTIFISERT</status>"
                "<uidentifisert-grunn>FLERE_TREFF</uidentifisert-grunn>"
                "<uidentifisert-grunn>MANGELFULL_ADRESSE</uidentifisert-grunn><vasket>true</vasket></resultat>"
                "<resultat><kunde-id>k2</kunde-id><status>UGYLDIG</status>"
                "<ugyldig-grunn>UGYLDIG_POSTNUMMER</ugyldig-grunn></resultat></mottaker-resultater>"
                "<dokumenter-med-feil><dokument-med-feil><dokument-id>d1</dokument-id>"
                "<feil><type>UGYLDIG_FOR_PRINT</type><melding>en</melding><melding>to</melding></feil>"
                "<feil><type>UGYLDIG_FOR_WEB</type></feil></dokument-med-feil></dokumenter-med-feil>"
                '<brev-resultater><resultat brev-id="b1"><hoveddokument-uuid>u1</hoveddokument-uuid>'
                "<vedlegg><dokument-uuid>u2</dokument-uuid><dokument-uuid>u3</dokument-uuid></vedlegg>"
                "<resultat>IKKE_SENDT</resultat><kanal>PRINT</kanal><feilinformasjon>"
                "<feil><type>UGYLDIG_MOTTAKER</type><melding>nei</melding></feil></feilinformasjon></resultat>"
                "</brev-resultater>"
            )
        )
        assert header.recipient_summary == RecipientSummary(1, 2, 3, 4, 5, 6, 7, 8)
        assert header.print_summary == PrintSummary(9, 10)
        assert header.started_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
        reasons = (UnidentifiedReason.FLERE_TREFF, UnidentifiedReason.MANGELFULL_ADRESSE)
        assert items == [
            RecipientResult("k1", RecipientStatus.UIDENTIFISERT, unidentified_reasons=reasons, washed=True),
            RecipientResult(
                "k2", RecipientStatus.UGYLDIG, invalid_reasons=(InvalidReason.UGYLDIG_POSTNUMMER,)
            ),
            DocumentFault(
                "d1",
                (
                    DocumentFaultDetail(DocumentFaultType.UGYLDIG_FOR_PRINT, ("en", "to")),
                    DocumentFaultDetail(DocumentFaultType.UGYLDIG_FOR_WEB),
                ),
            ),
            LetterResult(
                "b1",
                "u1",
                ("u2", "u3"),
                False,
                Channel.PRINT,
                (LetterFault(LetterFaultType.UGYLDIG_MOTTAKER, ("nei",)),),
            ),
        ]

    def test_a_job_that_failed_says_why(self) -> None:
        header, items = read(
            mailing_result(
                "<feilinformasjon><feilkode>VALIDERING_FEILET</feilkode>"
                "<melding>Kjent jobb-id</melding></feilinformasjon>",
                OPENING.replace("SUKSESS", "FEILET"),
            )
        )
        assert header.status is JobStatus.FEILET
        assert header.failure == Failure(FailureCode.VALIDERING_FEILET, "Kjent jobb-id")
        assert items == []

    @pytest.mark.parametrize("word", ["MOTTATT", "FORELØPIG_SUKSESS", "SUKSESS", "FEILET"])
    @pytest.mark.parametrize("interface", Interface)
    def test_every_status_is_known_in_both_versions(self, word: str, interface: Interface) -> None:
        header, _ = read(mailing_result("", OPENING.replace("SUKSESS", word), interface.namespace))
        assert header.status == JobStatus(word)

    def test_a_signature_is_passed_over(self) -> None:
        for xml in SIGNED_RESULTS:
            header, items = read(xml)
            assert (header.status, header.job_id, items) == (JobStatus.MOTTATT, "j", [])

    def test_prefixes_and_pretty_printing_make_no_difference(self) -> None:
        plain = recipients("<kunde-id>k</kunde-id><status>DIGIPOST</status><vasket>1</vasket>")
        prefixed = plain.replace("<", "\n  <d:").replace("<d:/", "</d:").replace("xmlns=", "xmlns:d=")
        prefixed = prefixed.replace("DIGIPOST\n  <", " DIGIPOST\n  <")
        header, items = read(prefixed)
        assert header.status is JobStatus.SUKSESS
        assert isinstance(items[0], RecipientResult)
        assert items[0].status is RecipientStatus.DIGIPOST
        assert items[0].washed is True

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
    def test_encodings_make_no_difference(self, encoding: str) -> None:
        name = "utf-8" if encoding == "utf-8-sig" else encoding
        xml = f'<?xml version="1.0" encoding="{name}"?>' + recipients(
            "<kunde-id>æøå</kunde-id><status>UGYLDIG</status>"
        )
        _, items = read(xml.encode(encoding))
        assert items == [RecipientResult("æøå", RecipientStatus.UGYLDIG)]

    def test_the_header_can_be_read_alone(self) -> None:
        cut_off = recipients("<kunde-id>k</kunde-id>").partition("<resultat>")[0].encode()
        assert read_result_header(io.BytesIO(cut_off)).job_id == "job-1"


class TestNewWords:
    """What Digipost may come to say one day loses no result."""

    def test_a_status_of_the_job(self) -> None:
        header, _ = read(mailing_result("", OPENING.replace("SUKSESS", "VENTER_PÅ_GODKJENNING")))
        assert header.status is JobStatus.UNSPECIFIED
        assert header.unknown_words == ("VENTER_PÅ_GODKJENNING",)

    def test_a_status_and_reasons_of_a_recipient(self) -> None:
        _, items = read(
            recipients(
                "<kunde-id>k</kunde-id><status>FLYTTET</status><uidentifisert-grunn>NY</uidentifisert-grunn>"
                "<ugyldig-grunn>NYERE</ugyldig-grunn><ugyldig-grunn>UGYLDIG_KUNDEID</ugyldig-grunn>"
            )
        )
        assert items == [
            RecipientResult(
                "k",
                RecipientStatus.UNSPECIFIED,
                unidentified_reasons=(UnidentifiedReason.UNSPECIFIED,),
                invalid_reasons=(InvalidReason.UNSPECIFIED, InvalidReason.UGYLDIG_KUNDEID),
                unknown_words=("FLYTTET", "NY", "NYERE"),
            )
        ]

    def test_what_became_of_a_letter_is_then_neither_sent_nor_not_sent(self) -> None:
        _, items = read(
            mailing_result(
                "<brev-resultater><resultat><hoveddokument-uuid>u</hoveddokument-uuid><resultat>UTSATT</resultat>"
                "<kanal>FAKS</kanal><feilinformasjon><feil><type>NY_FEIL</type></feil></feilinformasjon></resultat>"
                "</brev-resultater>"
            )
        )
        assert items == [
            LetterResult(
                None,
                "u",
                (),
                None,
                Channel.UNSPECIFIED,
                (LetterFault(LetterFaultType.UNSPECIFIED, (), "NY_FEIL"),),
                ("UTSATT", "FAKS"),
            )
        ]

    def test_a_fault_of_a_document_and_a_failure_of_the_job(self) -> None:
        _, items = read(
            mailing_result(
                "<dokumenter-med-feil><dokument-med-feil><dokument-id>d</dokument-id><feil><type>NY</type></feil>"
                "</dokument-med-feil></dokumenter-med-feil>"
            )
        )
        assert items == [DocumentFault("d", (DocumentFaultDetail(DocumentFaultType.UNSPECIFIED, (), "NY"),))]
        header, _ = read(
            mailing_result("<feilinformasjon><feilkode>NY</feilkode><melding>m</melding></feilinformasjon>")
        )
        assert header.failure == Failure(FailureCode.UNSPECIFIED, "m")
        assert header.unknown_words == ("NY",)

    def test_elements_nobody_knows_are_passed_over(self) -> None:
        _, items = read(
            recipients(
                "<kunde-id>k</kunde-id><status>DIGIPOST</status><ny><kunde-idé/></ny><digipostadresse>a</digipostadresse>"
                '<x:kunde-id xmlns:x="urn:x">other</x:kunde-id>'
            ).replace("</jobb-info>", "</jobb-info><nytt-sammendrag><total>1</total></nytt-sammendrag>")
        )
        assert items == [RecipientResult("k", RecipientStatus.DIGIPOST, digipost_address="a")]

    def test_times_and_numbers_that_cannot_be_read_are_left_out(self) -> None:
        opening = OPENING.replace("2026-03-01T12:00:00Z", "i går").replace(
            "<ref-jobb-id>", "<ref-avsender-id>fem</ref-avsender-id><ref-jobb-id>"
        )
        header, _ = read(mailing_result("<print-sammendrag><ugyldig>x</ugyldig></print-sammendrag>", opening))
        assert (header.started_at, header.sender_id, header.print_summary) == (None, None, None)

    def test_a_time_without_a_zone_is_oslos(self) -> None:
        header, _ = read(mailing_result("", OPENING.replace("12:00:00Z", "12:00:00")))
        assert header.started_at == datetime(2026, 3, 1, 11, tzinfo=UTC)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "declaration",
        [
            "<!DOCTYPE x>",
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        ],
    )
    def test_any_document_type(self, declaration: str) -> None:
        assert "DOCTYPE" in refusal(declaration + mailing_result(""))
        with pytest.raises(JobInvalid, match="DOCTYPE"):
            read_job(io.BytesIO((declaration + xml_of(lookup()).partition("?>")[2]).encode()), print)

    def test_entities_that_nobody_declared(self) -> None:
        assert refusal(mailing_result("<melding>&mer;</melding>"))

    @pytest.mark.parametrize("xml", ["", " ", "no xml", "<", '{"status": "ok"}', "\0\0\0\0", "PK\x03\x04"])
    def test_what_is_no_xml(self, xml: str) -> None:
        assert refusal(xml)

    @pytest.mark.parametrize("cut", [1, 30, 120])
    def test_what_is_cut_off(self, cut: int) -> None:
        assert "cut off" in refusal(recipients("<kunde-id>k</kunde-id><status>DIGIPOST</status>")[:-cut])

    def test_another_namespace_is_named(self) -> None:
        message = refusal(mailing_result("", namespace="http://www.digipost.no/xsd/avsender9_9"))
        assert "avsender9_9" in message
        assert "a version of Digipost's interface" in message

    def test_no_namespace(self) -> None:
        assert "a version of Digipost's interface" in refusal(
            mailing_result("").replace(f' xmlns="{NAMESPACE}"', "")
        )

    def test_something_else_from_digipost(self) -> None:
        assert refusal(xml_of(lookup())) == "It is not a result, but “mottakersplitt”."

    def test_a_result_that_names_no_job(self) -> None:
        assert "which job" in refusal(mailing_result("", OPENING.replace("job-1", " ")))

    def test_a_recipient_without_customer_id(self) -> None:
        assert "customer id" in refusal(recipients("<status>DIGIPOST</status>"))

    def test_a_letter_that_cannot_be_told_from_others(self) -> None:
        content = "<brev-resultater><resultat><resultat>SENDT</resultat></resultat></brev-resultater>"
        assert "which letter" in refusal(mailing_result(content))

    def test_what_was_said_first_is_not_taken_back_later(self) -> None:
        again = "<status>FEILET</status><jobb-info><ref-jobb-id>another</ref-jobb-id></jobb-info>"
        header, _ = read(mailing_result(again))
        assert (header.status, header.job_id) == (JobStatus.SUKSESS, "job-1")


class TestLimits:
    SMALL = ReadingLimits(text_characters=1000)

    @pytest.mark.parametrize(
        "make",
        [
            lambda long: recipients(f"<kunde-id>{long}</kunde-id>"),
            lambda long: recipients(f'<kunde-id x="{long}">k</kunde-id>'),
            lambda long: mailing_result(f"<!--{long}-->"),
            lambda long: mailing_result(f"<?x {long}?>"),
            lambda long: mailing_result(f"<melding><![CDATA[{long}]]></melding>"),
            lambda long: f"<{long}>",
            lambda long: mailing_result("", OPENING.replace("job-1", long)),
        ],
    )
    def test_texts_that_go_on_and_on_are_refused(self, make: Callable[[str], str]) -> None:
        assert refusal(make("x" * 300_000), self.SMALL) == "It holds a text that is too long to be real."

    def test_a_long_message_is_no_trouble(self) -> None:
        header, _ = read(
            mailing_result(
                f"<feilinformasjon><feilkode>ENGINE_FEIL</feilkode><melding>{'x' * 900_000}</melding>"
                "</feilinformasjon>"
            )
        )
        assert header.failure is not None
        assert len(header.failure.message) == 900_000

    @pytest.mark.parametrize("depth", [100, 100_000])
    def test_elements_nested_deeply_are_refused(self, depth: int) -> None:
        assert "nested" in refusal(mailing_result("<a>" * depth + "</a>" * depth))
        xml = xml_of(mailing()).replace("</mottaker>", "<a>" * depth + "</a>" * depth + "</mottaker>")
        with pytest.raises(JobInvalid, match="nested"):
            read_job(io.BytesIO(xml.encode()), lambda item: None)

    def test_one_result_with_endless_parts_is_refused(self) -> None:
        faults = "<feil/>" * 200_000
        content = (
            f"<dokumenter-med-feil><dokument-med-feil>{faults}</dokument-med-feil></dokumenter-med-feil>"
        )
        assert "too large" in refusal(mailing_result(content))


class TestJobs:
    def test_a_published_job_is_read(self) -> None:
        path: Path = reference_folder() / "digipost" / "examples" / "masseutsendelse.xml"
        items: list[JobItem] = []
        with path.open("rb") as stream:
            header = read_job(stream, items.append)
        assert (header.kind, header.interface) == (JobKind.MAILING, Interface.V2_0)
        assert len(items) == 4

    def test_a_subject_for_all_old_letters_becomes_each_letters_own(self) -> None:
        items: list[JobItem] = []
        read_job(io.BytesIO(JOB_WITH_LETTER_SETTINGS.encode()), items.append)
        subjects = [
            item.main.settings.subject
            for item in items
            if not isinstance(item, Document) and hasattr(item, "main") and item.main.settings
        ]
        assert subjects == ["Til alle", "Til deg"]

    def test_an_afp_job_has_no_letters_that_this_program_knows(self) -> None:
        items: list[JobItem] = []
        assert read_job(io.BytesIO(AFP_JOB.encode()), items.append).settings.job_id == "afp-1"
        assert items == []

    @pytest.mark.parametrize(
        "change",
        [
            ("<avsender-id>1<", "<avsender-id>én<"),
            ("<jobb-innstillinger>", "<noe>"),
            ("<foedselsnummer>17812345678</foedselsnummer>", ""),
            ("<foedselsnummer>17812345678</foedselsnummer>", "<navn/><adresse/>"),
            ("<kunde-id>customer-1</kunde-id>", ""),
            ("mottakersplitt xmlns", "noe-annet xmlns"),
        ],
    )
    def test_what_is_missing_or_strange_is_told(self, change: tuple[str, str]) -> None:
        with pytest.raises(JobInvalid):
            read_job(io.BytesIO(xml_of(lookup()).replace(*change).encode()), lambda item: None)
