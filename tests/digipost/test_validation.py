"""A job is held against the schema and against itself before it leaves, and the letter to blame is named."""

import io
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled, InputError
from desktop_app.base.paths import resource
from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.model import (
    CANCEL,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Interface,
    Job,
    JobKind,
    JobSettings,
    Letter,
    LookupJob,
    MailingJob,
    NamedSettings,
    NationalId,
    NorwegianAddress,
    PhysicalPrint,
    Recipient,
)
from desktop_app.digipost.validation import validate_job
from desktop_app.digipost.writing import write_job
from tests.helpers.reference import reference_folder
from tests.helpers.watching import Watching

SETTINGS = JobSettings(sender_id=1, job_id="job-1")
V2_1, V2_0 = Interface.V2_1, Interface.V2_0
NATIONAL_ID = "17812345678"


def recipient(number: int) -> Recipient:
    return Recipient(f"customer-{number}", NationalId(NATIONAL_ID))


def letter(number: int, *documents: str) -> Letter:
    main, *attachments = documents
    return Letter(
        f"letter-{number}",
        recipient(number),
        DocumentToRecipient(main),
        tuple(DocumentToRecipient(each) for each in attachments),
    )


def mailing(
    documents: Iterable[Document] = (Document("d1", "a.pdf"),),
    letters: Iterable[Letter] = (letter(1, "d1"),),
    named: tuple[NamedSettings, ...] = (),
) -> MailingJob:
    return MailingJob(SETTINGS, list(documents), list(letters), named_settings=named)


def xml_of(job: Job, interface: Interface = V2_1) -> bytes:
    out = io.BytesIO()
    write_job(job, out, interface)
    return out.getvalue()


def message_for(xml: bytes, kind: JobKind = JobKind.MAILING, interface: Interface = V2_1) -> str:
    with pytest.raises(JobInvalid) as caught:
        validate_job(io.BytesIO(xml), kind, interface)
    return str(caught.value.message)


class TestIdsAndReferences:
    @pytest.mark.parametrize("interface", Interface)
    def test_a_letter_that_refers_to_no_document_is_named(self, interface: Interface) -> None:
        letters = [letter(1, "d1"), letter(2, "d2"), letter(3, "d1")]
        assert message_for(xml_of(mailing(letters=letters), interface), interface=interface) == (
            "Letter 2, customer id customer-2: It refers to the document “d2”, which is not in the job."
        )

    @pytest.mark.parametrize("interface", Interface)
    def test_an_attachment_that_refers_to_no_document_is_named(self, interface: Interface) -> None:
        letters = [letter(1, "d1"), letter(2, "d1", "d1", "gone")]
        assert "Letter 2, customer id customer-2: It refers to the document “gone”" in message_for(
            xml_of(mailing(letters=letters), interface), interface=interface
        )

    @pytest.mark.parametrize("interface", Interface)
    def test_two_documents_with_one_id_are_refused(self, interface: Interface) -> None:
        documents = [Document("d1", "a.pdf"), Document("d2", "b.pdf"), Document("d1", "c.pdf")]
        assert message_for(xml_of(mailing(documents), interface), interface=interface) == (
            "The id d1 is there more than once."
        )

    def test_a_document_and_named_settings_share_no_id(self) -> None:
        assert "The id d1 is there" in message_for(xml_of(mailing(named=(NamedSettings("d1"),))))

    def test_two_named_settings_share_no_id(self) -> None:
        named = (NamedSettings("s"), NamedSettings("s"))
        assert "The id s is there" in message_for(xml_of(mailing(named=named)))

    def test_a_document_builds_on_settings_that_are_there(self) -> None:
        documents = [Document("d1", "a.pdf", extends="gone")]
        assert "the named settings gone, which are not there" in message_for(xml_of(mailing(documents)))

    def test_a_document_does_not_build_on_a_document(self) -> None:
        documents = [Document("d1", "a.pdf"), Document("d2", "b.pdf", extends="d1")]
        assert "the named settings d1, which are not there" in message_for(xml_of(mailing(documents)))

    def test_a_letter_is_no_named_settings(self) -> None:
        job = mailing(letters=[letter(1, "s")], named=(NamedSettings("s"),))
        assert "It refers to the document “s”" in message_for(xml_of(job))

    def test_references_may_have_blanks_around_them_as_schemas_allow(self) -> None:
        xml = (
            xml_of(mailing())
            .replace(b'refid="d1"', b'refid=" d1 "')
            .replace(b"<id>d1</id>", b"<id>\n d1</id>")
        )
        validate_job(io.BytesIO(xml), JobKind.MAILING, V2_1)

    def test_a_letter_says_which_document_is_sent(self) -> None:
        xml = xml_of(mailing(letters=[letter(1, "d1"), letter(2, "d1")]))
        without = re.sub(rb'(customer-2.*?)refid="d1"', rb"\1", xml)
        assert message_for(without) == (
            "Letter 2, customer id customer-2: It does not say which document is to be sent."
        )

    def test_everything_in_order_is_taken(self) -> None:
        named = (NamedSettings("s", DocumentSettings(sms=CANCEL)),)
        documents = [Document("d1", "a.pdf", extends="s"), Document("d2", "b.pdf")]
        job = mailing(documents, [letter(1, "d1", "d2"), letter(2, "d2", "d2", "d1")], named)
        validate_job(io.BytesIO(xml_of(job)), JobKind.MAILING, V2_1)


class TestTheLetterToBlame:
    def test_is_found_among_many(self) -> None:
        letters = [letter(number, "d1") for number in range(1, 3001)]
        bad = replace(letters[1976].main, settings=DocumentSettings(subject="x" * 101))
        letters[1976] = replace(letters[1976], main=bad)
        assert message_for(xml_of(mailing(letters=letters))) == (
            "Letter 1977, customer id customer-1977: “subject” is longer than 100 characters."
        )

    def test_is_the_first_of_several(self) -> None:
        letters = [letter(number, "d1") for number in range(1, 6)]
        for at in (2, 4):
            settings = DocumentSettings(subject="x" * 101)
            letters[at] = replace(letters[at], main=replace(letters[at].main, settings=settings))
        assert message_for(xml_of(mailing(letters=letters))).startswith("Letter 3,")

    @pytest.mark.parametrize("interface", Interface)
    def test_may_be_a_document(self, interface: Interface) -> None:
        documents = [Document("d1", "a.pdf"), Document("d2", "med blank.pdf")]
        message = message_for(xml_of(mailing(documents), interface), interface=interface)
        assert message == "Document 2, id d2: “file name” is not in the form that Digipost asks for."

    def test_may_be_a_recipient_of_a_lookup(self) -> None:
        job = LookupJob(SETTINGS, [recipient(1), recipient(2)])
        xml = xml_of(job).replace(b"customer-2</kunde-id>", b"customer-2</kunde-id><navn/>")
        assert message_for(xml, JobKind.LOOKUP).startswith("Recipient 2, customer id customer-2: ")

    def test_may_be_the_jobs_settings(self) -> None:
        job = LookupJob(replace(SETTINGS, job_name="x" * 81), [recipient(1)])
        assert message_for(xml_of(job), JobKind.LOOKUP) == (
            "The job's settings: “job's name” is longer than 80 characters."
        )

    def test_may_be_the_settings_for_all(self) -> None:
        job = replace(mailing(), global_settings=DocumentSettings(subject="x" * 101))
        assert message_for(xml_of(job)) == (
            "The settings for all letters: “subject” is longer than 100 characters."
        )

    def test_is_not_told_with_its_identity_number(self) -> None:
        xml = xml_of(mailing()).replace(b"foedselsnummer>", b"foedselsdato>")
        message = message_for(xml)
        assert "foedselsdato" in message
        assert NATIONAL_ID not in message

    def test_a_customer_id_that_is_an_identity_number_is_covered(self) -> None:
        job = mailing(letters=[replace(letter(1, "gone"), recipient=Recipient(NATIONAL_ID, NationalId("1")))])
        assert "customer id 178123 •••••:" in message_for(xml_of(job))

    def test_an_empty_job_has_none(self) -> None:
        assert message_for(xml_of(mailing(letters=[]))) == ("“forsendelser” lacks one of its parts (brev).")


class TestWhatIsNoJob:
    def test_a_document_type_is_refused_before_anything_else(self) -> None:
        xml = xml_of(mailing()).replace(b"?>", b'?><!DOCTYPE masseutsendelse [<!ENTITY e "x">]>', 1)
        assert "document type" in message_for(xml)

    def test_another_kind_is_refused(self) -> None:
        assert "It is not a “masseutsendelse”" in message_for(xml_of(LookupJob(SETTINGS, [recipient(1)])))

    def test_another_version_is_refused(self) -> None:
        assert "in version 2_0" in message_for(xml_of(mailing()), interface=V2_0)

    @pytest.mark.parametrize("cut", [2, 20, 200])
    def test_a_job_that_is_cut_off_is_refused(self, cut: int) -> None:
        assert message_for(xml_of(mailing())[:-cut])

    def test_nothing_at_all_is_refused(self) -> None:
        assert message_for(b"")

    def test_tags_that_do_not_match_are_refused(self) -> None:
        assert message_for(xml_of(mailing()).replace(b"</mottaker>", b"</mottakere>"))

    def test_more_after_the_end_is_refused(self) -> None:
        assert message_for(xml_of(mailing()) + b"<more/>")


def newer_starter_pack(folder: Path, interface: Interface = V2_1, namespace: str = "avsender2_2") -> Path:
    """The program's own schemas, named and in a namespace as a newer starter pack might have them."""
    newer = folder / "startpakke æøå 2.2" / "xsd"
    newer.mkdir(parents=True)
    old = interface.namespace.rpartition("/")[2]
    for path in [*resource("schema", interface.value).iterdir(), *resource("schema", "common").iterdir()]:
        schema = path.read_text(encoding="utf-8").replace(old, namespace).replace("../common/", "")
        schema = schema.replace("print.xsd", "envelope.xsd")
        (newer / path.name.replace("print.xsd", "envelope.xsd")).write_text(schema, encoding="utf-8")
    (newer / "mailing-job.xsd").rename(newer / "print.xsd")
    (newer / "lookup-job.xsd").rename(newer / "mottakersplitt.xsd")
    return newer.parent


class TestANewerStarterPack:
    def test_takes_a_job_in_its_own_namespace(self, tmp_path: Path) -> None:
        folder = newer_starter_pack(tmp_path)
        validate_job(io.BytesIO(xml_of(mailing())), JobKind.MAILING, V2_1, folder)
        lookup = xml_of(LookupJob(SETTINGS, [recipient(1)]))
        validate_job(io.BytesIO(lookup), JobKind.LOOKUP, V2_1, folder)

    def test_with_stricter_rules_names_the_letter(self, tmp_path: Path) -> None:
        folder = newer_starter_pack(tmp_path)
        jobs = folder / "xsd" / "jobs.xsd"
        jobs.write_text(
            jobs.read_text(encoding="utf-8").replace('value="100"', 'value="50"'), encoding="utf-8"
        )
        settings = DocumentSettings(subject="x" * 51)
        letters = [letter(1, "d1"), Letter("2", recipient(2), DocumentToRecipient("d1", None, settings))]
        with pytest.raises(JobInvalid) as caught:
            validate_job(io.BytesIO(xml_of(mailing(letters=letters))), JobKind.MAILING, V2_1, folder)
        assert str(caught.value.message) == (
            "Letter 2, customer id customer-2: “subject” is longer than 50 characters."
        )

    def test_that_wants_more_than_the_program_knows_refuses_without_blaming_a_letter(
        self, tmp_path: Path
    ) -> None:
        folder = newer_starter_pack(tmp_path)
        jobs = folder / "xsd" / "job-parts.xsd"
        asked = '<xs:group ref="job-identity"/><xs:element name="nytt-krav" type="xs:string"/>'
        changed = jobs.read_text(encoding="utf-8").replace('<xs:group ref="job-identity"/>', asked)
        jobs.write_text(changed, encoding="utf-8")
        with pytest.raises(JobInvalid) as caught:
            validate_job(io.BytesIO(xml_of(mailing())), JobKind.MAILING, V2_1, folder)
        assert "nytt-krav" in str(caught.value.message)
        assert "Letter" not in str(caught.value.message)

    def test_does_not_replace_the_programs_own_schema(self, tmp_path: Path) -> None:
        folder = newer_starter_pack(tmp_path)
        jobs = folder / "xsd" / "jobs.xsd"
        jobs.write_text(
            jobs.read_text(encoding="utf-8").replace('value="80"', 'value="800"'), encoding="utf-8"
        )
        job = replace(mailing(), settings=replace(SETTINGS, job_name="x" * 81))
        with pytest.raises(JobInvalid):
            validate_job(io.BytesIO(xml_of(job)), JobKind.MAILING, V2_1, folder)

    def test_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            validate_job(io.BytesIO(xml_of(mailing())), JobKind.MAILING, V2_1, tmp_path)
        assert "masseutsendelse.xsd" in str(caught.value.message)

    def test_that_is_broken_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "masseutsendelse.xsd").write_text("<xs:schema", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            validate_job(io.BytesIO(xml_of(mailing())), JobKind.MAILING, V2_1, tmp_path)
        assert "is not a schema that works" in str(caught.value.message)


@pytest.mark.reference
@pytest.mark.parametrize("interface", Interface)
class TestDigipostsOwnStarterPack:
    """The real schemas, named as a starter pack's folder."""

    def test_takes_what_the_program_writes(self, interface: Interface) -> None:
        folder = reference_folder() / "digipost" / f"xsd-{interface.value}"
        validate_job(io.BytesIO(xml_of(mailing(), interface)), JobKind.MAILING, interface, folder)
        lookup = LookupJob(SETTINGS, [recipient(1)])
        validate_job(io.BytesIO(xml_of(lookup, interface)), JobKind.LOOKUP, interface, folder)

    def test_knows_letters_that_are_printed(self, interface: Interface) -> None:
        folder = reference_folder() / "digipost" / f"xsd-{interface.value}"
        home = NorwegianAddress("0155", "Oslo")
        printed = replace(letter(1, "d1"), physical_print=PhysicalPrint("Kari", home, "Foreningen", home))
        xml = xml_of(mailing(letters=[printed]), interface)
        validate_job(io.BytesIO(xml), JobKind.MAILING, interface, folder)


class TestSources:
    def test_a_path_with_norwegian_letters_and_blanks(self, tmp_path: Path) -> None:
        path = tmp_path / "jobb æøå 1.xml"
        path.write_bytes(xml_of(mailing()))
        validate_job(path, JobKind.MAILING, V2_1)

    def test_a_stream_is_read_from_where_it_stands(self) -> None:
        stream = io.BytesIO(b"something before" + xml_of(mailing()))
        stream.seek(16)
        validate_job(stream, JobKind.MAILING, V2_1)

    def test_own_schemas_work_from_any_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        elsewhere = tmp_path / "Programmer æøå" / "resources"
        shutil.copytree(resource("schema"), elsewhere / "schema")
        monkeypatch.setattr("sys._MEIPASS", str(elsewhere.parent), raising=False)
        validate_job(io.BytesIO(xml_of(mailing())), JobKind.MAILING, V2_1)

    def test_it_can_be_cancelled(self) -> None:
        letters = [letter(number, "d1") for number in range(5000)]
        with pytest.raises(Cancelled):
            validate_job(
                io.BytesIO(xml_of(mailing(letters=letters))),
                JobKind.MAILING,
                V2_1,
                context=Watching(stop_at=100),
            )
