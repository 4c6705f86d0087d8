"""Receipts are taken out of zips that nobody trusts."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.digipost.errors import ReceiptUnreadable
from desktop_app.digipost.model import Interface, JobKind, JobStatus, ResultHeader
from desktop_app.digipost.reading import read_result
from desktop_app.digipost.result_writing import write_result
from desktop_app.digipost.unpacking import ZipLimits, open_receipt

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def result(kind: JobKind = JobKind.MAILING) -> bytes:
    out = io.BytesIO()
    write_result(ResultHeader(kind, Interface.V2_1, JobStatus.SUKSESS, "job-1", started_at=NOON), [], out)
    return out.getvalue()


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def changed(path: Path, change: Callable[[bytearray], None]) -> Path:
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def read_whole(path: Path, limits: ZipLimits | None = None) -> bytes:
    _, stream = open_receipt(path, *([limits] if limits else []))
    with stream:
        return stream.read()


def refusal(path: Path, limits: ZipLimits | None = None) -> str:
    with pytest.raises(ReceiptUnreadable) as caught:
        read_whole(path, limits)
    return str(caught.value.message)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "job-17.zip.resultat.20260301-101112123.zip"


class TestAReceipt:
    @pytest.mark.parametrize("kind", JobKind)
    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_is_opened_for_the_reader(self, kind: JobKind, method: int, path: Path) -> None:
        zipped(path, {kind.result_file: result(kind)}, method)
        found, stream = open_receipt(path)
        with stream:
            assert found is kind
            assert read_result(stream, lambda item: None).job_id == "job-1"

    @pytest.mark.parametrize(
        "name",
        [
            "MASSEUTSENDELSE-RESULTAT.XML",
            "kvittering/2026/masseutsendelse-resultat.xml",
            "kvittering\\masseutsendelse-resultat.xml",
            "resultat.xml",
            "mottakersplitt-resultat.xml",
        ],
    )
    def test_is_found_whatever_its_name_says(self, name: str, path: Path) -> None:
        zipped(path, {name: result()})
        assert open_receipt(path)[0] is JobKind.MAILING

    def test_may_have_other_things_beside_it(self, path: Path) -> None:
        zipped(
            path,
            {
                "kvittering/": b"",
                "les-meg.txt": b"x",
                "masseutsendelse-resultat.xml": result(),
                "x.xml": b"y",
            },
        )
        assert read_whole(path) == result()

    def test_may_be_written_in_the_large_form(self, path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive, archive.open("a.xml", "w", force_zip64=True) as entry:
            entry.write(result())
        assert read_whole(path) == result()

    def test_may_be_written_as_a_stream(self, path: Path) -> None:
        class Pipe(io.RawIOBase):
            written = b""

            def writable(self) -> bool:
                return True

            def write(self, data: bytes) -> int:  # type: ignore[override]
                self.written += bytes(data)
                return len(data)

        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.xml", result())
        path.write_bytes(pipe.written)
        assert read_whole(path) == result()

    def test_leaves_no_file_open_and_none_on_the_disk(self, path: Path) -> None:
        zipped(path, {"a.xml": result()})
        _, stream = open_receipt(path)
        stream.close()
        stream.close()
        assert [each.name for each in path.parent.iterdir()] == [path.name]


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "../result.xml",
            "a/../../result.xml",
            "/etc/result.xml",
            "\\result.xml",
            "C:\\result.xml",
            "c:result.xml",
            "..",
        ],
    )
    def test_that_point_outside_are_refused(self, name: str, path: Path) -> None:
        zipped(path, {name: result(), "masseutsendelse-resultat.xml": result()})
        assert refusal(path) == "A name in it points outside."


class TestCounts:
    def test_no_result_is_refused(self, path: Path) -> None:
        zipped(path, {"readme.txt": b"hello"})
        assert refusal(path) == "There is no result in it."

    def test_an_empty_zip_is_refused(self, path: Path) -> None:
        assert refusal(zipped(path, {})) == "There is no result in it."

    @pytest.mark.parametrize(
        "names",
        [
            ("a.xml", "b.xml"),
            ("mottakersplitt-resultat.xml", "masseutsendelse-resultat.xml"),
            ("masseutsendelse-resultat.xml", "x/masseutsendelse-resultat.xml"),
        ],
    )
    def test_two_results_are_refused(self, names: tuple[str, str], path: Path) -> None:
        assert refusal(zipped(path, dict.fromkeys(names, result()))) == "There is more than one result in it."

    def test_too_many_entries_are_refused_by_the_end_alone(self, path: Path) -> None:
        zipped(path, {f"{number}.txt": b"" for number in range(17)} | {"a.xml": result()})
        assert refusal(path) == "It holds more files than a receipt does."
        zipped(path, {"a.xml": result()})
        changed(path, lambda data: struct.pack_into("<HH", data, len(data) - 14, 60_000, 60_000))
        assert refusal(path) == "It holds more files than a receipt does."

    def test_a_huge_directory_is_refused_before_it_is_read(self, path: Path) -> None:
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 1 << 30, 0, 0)
        with path.open("wb") as out:
            out.seek(1 << 30)
            out.write(end)
        assert refusal(path) == "It holds more files than a receipt does."

    def test_a_huge_directory_in_the_large_form_is_refused_too(self, path: Path) -> None:
        size = 10_000_000 * 46
        with path.open("wb") as out:
            out.seek(size)
            out.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10_000_000, 10_000_000, size, 0))
            out.write(struct.pack("<4sLQL", b"PK\6\7", 0, size, 1))
            out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 46, 0, 0))
        assert refusal(path) == "It holds more files than a receipt does."


class TestSizes:
    def test_a_bomb_is_refused_by_its_ratio(self, path: Path) -> None:
        zipped(path, {"a.xml": result() + b" " * (40 << 20)})
        assert refusal(path) == "It unpacks to more than a receipt can hold."

    def test_a_small_result_may_be_packed_as_tightly_as_it_likes(self, path: Path) -> None:
        zipped(path, {"a.xml": result() + b" " * (10 << 20)})
        assert len(read_whole(path)) > 10 << 20

    def test_more_than_the_limit_is_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result()})
        assert refusal(path, ZipLimits(unpacked_bytes=100)) == "It unpacks to more than a receipt can hold."

    @pytest.mark.parametrize("claimed", [10, 100_000])
    def test_a_zip_that_lies_about_a_size_is_refused(self, claimed: int, path: Path) -> None:
        zipped(path, {"a.xml": result() * 3})

        def lie(data: bytearray) -> None:
            struct.pack_into("<L", data, data.index(b"PK\1\2") + 24, claimed)
            struct.pack_into("<L", data, data.index(b"PK\3\4") + 22, claimed)

        assert refusal(changed(path, lie))

    def test_a_bomb_that_claims_to_be_small_gives_no_more_than_it_claims(self, path: Path) -> None:
        zipped(path, {"a.xml": result() + b" " * (40 << 20)})
        changed(path, lambda data: struct.pack_into("<L", data, data.index(b"PK\1\2") + 24, 1000))
        assert refusal(path) == "The zip file is damaged."


class TestTricks:
    def test_overlapping_entries_are_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result(), "b.txt": b"x" * 100}, zipfile.ZIP_STORED)

        def overlap(data: bytearray) -> None:
            second = data.rindex(b"PK\1\2")
            struct.pack_into("<L", data, second + 42, 0)

        assert refusal(changed(path, overlap)) == "Its files overlap."

    def test_an_entry_that_reaches_into_the_directory_is_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result()}, zipfile.ZIP_STORED)

        def reach(data: bytearray) -> None:
            struct.pack_into("<L", data, data.index(b"PK\1\2") + 20, len(result()) + 20)

        assert refusal(changed(path, reach)) == "Its files overlap."

    def test_encryption_is_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result()})

        def encrypt(data: bytearray) -> None:
            data[data.index(b"PK\3\4") + 6] |= 1
            data[data.index(b"PK\1\2") + 8] |= 1

        assert refusal(changed(path, encrypt)) == "It is encrypted."

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_other_ways_of_packing_are_refused(self, method: int, path: Path) -> None:
        assert (
            refusal(zipped(path, {"a.xml": result()}, method))
            == "It is packed in a way that receipts are not."
        )

    def test_a_zip_in_the_zip_is_no_result(self, path: Path) -> None:
        inner = zipped(path.with_name("inner.zip"), {"a.xml": result()}).read_bytes()
        assert "damaged" in refusal(zipped(path, {"masseutsendelse-resultat.xml": inner}))

    def test_a_document_type_is_refused(self, path: Path) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaa">]>' + result().partition(b"?>")[2]
        assert "DOCTYPE" in refusal(zipped(path, {"a.xml": bomb}))

    def test_names_that_differ_between_directory_and_entry_are_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result()})
        assert (
            refusal(changed(path, lambda data: data.__setitem__(30, ord("b")))) == "The zip file is damaged."
        )

    def test_something_before_the_zip_is_refused(self, path: Path) -> None:
        zipped(path, {"a.xml": result()})
        path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
        assert refusal(path) == "It is not a zip file, or it is cut off."


class TestDamage:
    @pytest.mark.parametrize("content", [b"", b"PK", b"garbage" * 100, b"PK\5\6" + b"\xff" * 18])
    def test_what_is_no_zip_is_refused(self, content: bytes, path: Path) -> None:
        path.write_bytes(content)
        assert refusal(path)

    def test_every_cut_is_refused(self, path: Path) -> None:
        whole = zipped(path, {"masseutsendelse-resultat.xml": result()}).read_bytes()
        for length in range(0, len(whole), 7):
            path.write_bytes(whole[:length])
            assert refusal(path)

    def test_every_damaged_byte_is_either_harmless_or_refused(self, path: Path) -> None:
        whole = zipped(path, {"masseutsendelse-resultat.xml": result()}).read_bytes()
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            try:
                assert read_whole(path) == result()
            except ReceiptUnreadable:
                continue

    def test_what_is_no_result_is_refused(self, path: Path) -> None:
        assert "no result" in refusal(zipped(path, {"a.xml": b"<html/>"}))
        other = result().replace(b"avsender2_1", b"avsender9_9")
        assert "no result" in refusal(zipped(path, {"a.xml": other}))
