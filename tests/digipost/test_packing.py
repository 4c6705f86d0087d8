"""A job becomes one zip that is whole and right, or nothing at all."""

import errno
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled, EnvironmentFailure
from desktop_app.base.work import Unattended
from desktop_app.digipost.errors import DocumentChanged, JobInvalid, NotInInterface
from desktop_app.digipost.model import (
    Document,
    DocumentSettings,
    Interface,
    Letter,
    MailingJob,
    OrganisationNumber,
)
from desktop_app.digipost.packing import DocumentFile, PackedJob, pack_job, zip_name
from tests.helpers.digipost_samples import letter, lookup, mailing, recipient, xml_of
from tests.helpers.watching import Watching

V2_1, V2_0 = Interface.V2_1, Interface.V2_0


@pytest.fixture
def letters_folder(tmp_path: Path) -> Path:
    """Where the letters lie, apart from where the job is packed."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.pdf").write_bytes(f"%PDF {name}".encode() * 100)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "jobs"
    folder.mkdir()
    return folder / zip_name("job-1")


def two_documents(*letters: Letter) -> MailingJob:
    documents = [Document("d1", "a.pdf"), Document("d2", "mappe/b.pdf")]
    return mailing(letters or (letter(1, "d1", "d2"), letter(2, "d1")), documents)


def files_in(folder: Path) -> dict[str, Path]:
    return {"a.pdf": folder / "a.pdf", "mappe/b.pdf": folder / "b.pdf"}


def left_behind(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


class TestTheZip:
    def test_holds_the_job_and_each_document_once(self, target: Path, letters_folder: Path) -> None:
        job = two_documents()
        packed = pack_job(target, job, V2_1, files_in(letters_folder), Unattended())
        with zipfile.ZipFile(target) as archive:
            assert archive.namelist() == ["masseutsendelse.xml", "a.pdf", "mappe/b.pdf"]
            assert archive.read("masseutsendelse.xml").decode() == xml_of(job)
            assert archive.read("mappe/b.pdf") == (letters_folder / "b.pdf").read_bytes()
        assert packed == PackedJob(
            target, target.stat().st_size, hashlib.sha256(target.read_bytes()).hexdigest()
        )
        assert left_behind(target) == [target.name]

    def test_of_a_lookup_holds_nothing_else(self, target: Path) -> None:
        pack_job(target, lookup(), V2_1, {}, Unattended())
        with zipfile.ZipFile(target) as archive:
            assert archive.namelist() == ["mottakersplitt.xml"]

    def test_has_the_same_bytes_each_time(self, target: Path, letters_folder: Path) -> None:
        first = pack_job(target, two_documents(), V2_1, files_in(letters_folder), Unattended())
        os.utime(letters_folder / "a.pdf", (1, 1))
        files = [DocumentFile(name, path) for name, path in files_in(letters_folder).items()]
        again = pack_job(target.with_name("again.zip"), two_documents(), V2_1, iter(files), Unattended())
        assert again.sha256 == first.sha256

    def test_takes_its_people_and_files_one_by_one(self, target: Path, letters_folder: Path) -> None:
        files = (DocumentFile("a.pdf", letters_folder / "a.pdf") for _ in range(1))
        job = mailing((letter(number) for number in range(3)), (Document("d1", "a.pdf") for _ in range(1)))
        assert pack_job(target, job, V2_1, files, Unattended()).size

    @pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
    def test_is_for_its_owner_only(self, target: Path) -> None:
        pack_job(target, lookup(), V2_1, {}, Unattended())
        assert stat.S_IMODE(target.stat().st_mode) == 0o600

    def test_two_documents_may_share_a_file(self, target: Path, letters_folder: Path) -> None:
        documents = [Document("d1", "a.pdf"), Document("d2", "a.pdf", DocumentSettings("x"))]
        job = mailing([letter(1, "d1"), letter(2, "d2")], documents)
        pack_job(target, job, V2_1, {"a.pdf": letters_folder / "a.pdf"}, Unattended())

    def test_says_how_far_it_has_come(self, target: Path, letters_folder: Path) -> None:
        watching = Watching()
        pack_job(target, two_documents(), V2_1, files_in(letters_folder), watching)
        assert (1, 2) in watching.seen


def invalid_subject() -> MailingJob:
    settings = DocumentSettings("x" * 101)
    return mailing([letter(1)], [Document("d1", "a.pdf", settings)])


class TestNothingIsPacked:
    @pytest.fixture(autouse=True)
    def nothing_is_left(self, target: Path) -> Iterator[None]:
        yield
        assert left_behind(target) == []

    def test_that_is_not_valid(self, target: Path, letters_folder: Path) -> None:
        with pytest.raises(JobInvalid, match="Document 1, id d1: “subject” is longer"):
            pack_job(target, invalid_subject(), V2_1, {"a.pdf": letters_folder / "a.pdf"}, Unattended())

    def test_that_the_interface_cannot_carry(self, target: Path) -> None:
        organisation = lookup(recipient(1, OrganisationNumber("987654321")))
        with pytest.raises(NotInInterface):
            pack_job(target, organisation, V2_0, {}, Unattended())

    def test_that_refers_to_a_document_that_is_not_there(self, target: Path, letters_folder: Path) -> None:
        with pytest.raises(JobInvalid, match="Letter 1, customer id customer-1: It refers"):
            pack_job(target, two_documents(letter(1, "d9")), V2_1, files_in(letters_folder), Unattended())

    def test_with_a_file_missing(self, target: Path, letters_folder: Path) -> None:
        with pytest.raises(JobInvalid, match=r"The file mappe/b\.pdf is missing"):
            pack_job(target, two_documents(), V2_1, {"a.pdf": letters_folder / "a.pdf"}, Unattended())

    def test_with_a_file_that_no_letter_names(self, target: Path, letters_folder: Path) -> None:
        leftover = files_in(letters_folder) | {"old.pdf": letters_folder / "a.pdf"}
        with pytest.raises(JobInvalid, match=r"The file old\.pdf belongs to no letter"):
            pack_job(target, two_documents(), V2_1, leftover, Unattended())

    @pytest.mark.parametrize(
        "names", [("a.pdf", "A.PDF"), ("a.pdf", "a.pdf"), ("Masseutsendelse.xml", "a.pdf")]
    )
    def test_with_two_files_of_one_name(
        self, names: tuple[str, str], target: Path, letters_folder: Path
    ) -> None:
        job = mailing([letter(1, "d1", "d2")], [Document("d1", names[0]), Document("d2", names[1])])
        files = [DocumentFile(name, letters_folder / "a.pdf") for name in names]
        with pytest.raises(JobInvalid, match="more than once"):
            pack_job(target, job, V2_1, files, Unattended())

    @pytest.mark.parametrize("name", ["../a.pdf", "/a.pdf", "C:a.pdf", "a\\b.pdf", "a b.pdf", "a.b.pdf"])
    def test_with_a_name_that_points_somewhere(self, name: str, target: Path, letters_folder: Path) -> None:
        job = mailing(documents=[Document("d1", name)])
        with pytest.raises(JobInvalid, match="file name"):
            pack_job(target, job, V2_1, {name: letters_folder / "a.pdf"}, Unattended())

    def test_with_a_file_that_is_gone(self, target: Path, letters_folder: Path) -> None:
        (letters_folder / "b.pdf").unlink()
        with pytest.raises(DocumentChanged, match=r"b\.pdf is no longer there"):
            pack_job(target, two_documents(), V2_1, files_in(letters_folder), Unattended())

    @pytest.mark.parametrize("size", [10, 5 << 20])
    def test_with_a_file_that_was_changed_since_it_was_confirmed(
        self, size: int, target: Path, letters_folder: Path
    ) -> None:
        path = letters_folder / "a.pdf"
        path.write_bytes(b"x" * size)
        confirmed = DocumentFile("a.pdf", path, hashlib.sha256(path.read_bytes()).hexdigest())
        pack_job(target, mailing(), V2_1, [confirmed], Unattended())
        target.unlink()
        path.write_bytes(b"x" * (size - 1) + b"y")
        with pytest.raises(DocumentChanged, match=r"a\.pdf was changed"):
            pack_job(target, mailing(), V2_1, [confirmed], Unattended())

    def test_when_it_is_cancelled_while_writing(self, target: Path) -> None:
        many = lookup(*(recipient(number) for number in range(2000)))
        with pytest.raises(Cancelled):
            pack_job(target, many, V2_1, {}, Watching(stop_at=500))

    def test_when_it_is_cancelled_while_zipping(self, target: Path, letters_folder: Path) -> None:
        watching = Watching()

        def stop_at_last(done: int) -> None:
            watching.is_stopped = watching.seen[-1] == (1, 2)

        watching._on_progress = stop_at_last
        with pytest.raises(Cancelled):
            pack_job(target, two_documents(), V2_1, files_in(letters_folder), watching)

    def test_when_its_people_cannot_be_read(self, target: Path) -> None:
        def broken() -> Iterator[Letter]:
            yield letter(1)
            raise RuntimeError("the register is gone")

        with pytest.raises(RuntimeError, match="register"):
            pack_job(target, mailing(broken()), V2_1, {}, Unattended())

    @pytest.mark.parametrize("broken", ["write_job", "ZipWriter", "_sha256"])
    def test_when_the_disk_is_full(self, broken: str, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(f"desktop_app.digipost.packing.{broken}", full)
        with pytest.raises(EnvironmentFailure, match="The disk is full"):
            pack_job(target, lookup(), V2_1, {}, Unattended())


class TestAfterAKilledRun:
    def test_what_it_left_is_cleared_away(self, target: Path) -> None:
        work = target.with_name(f".{target.name}.work")
        work.mkdir()
        (work / "mottakersplitt.xml").write_text("half", encoding="utf-8")
        target.with_name(f".{target.name}.abc.part").write_bytes(b"half a zip")
        other = target.with_name(".another.zip.abc.part")
        other.write_bytes(b"somebody else's")
        pack_job(target, lookup(), V2_1, {}, Unattended())
        assert left_behind(target) == [other.name, target.name]

    def test_an_older_zip_of_the_same_job_is_replaced_whole(self, target: Path) -> None:
        target.write_bytes(b"older")
        assert pack_job(target, lookup(), V2_1, {}, Unattended()).size == target.stat().st_size
        assert zipfile.is_zipfile(target)

    def test_an_older_zip_stays_when_the_new_one_fails(self, target: Path, letters_folder: Path) -> None:
        target.write_bytes(b"older")
        with pytest.raises(JobInvalid):
            pack_job(target, invalid_subject(), V2_1, {"a.pdf": letters_folder / "a.pdf"}, Unattended())
        assert target.read_bytes() == b"older"
