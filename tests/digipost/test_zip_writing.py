"""Zip files that everybody can read, with the same bytes for the same content."""

import io
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.digipost import zip_writing
from desktop_app.digipost.compression import PLAIN, Engine, quickest
from desktop_app.digipost.zip_writing import ZipWriter

ENGINES = pytest.mark.parametrize("engine", [PLAIN, quickest()], ids=["zlib", "quickest"])


def zipped(files: dict[str, bytes], engine: Engine | None = None) -> io.BytesIO:
    out = io.BytesIO()
    archive = ZipWriter(out, engine)
    for name, data in files.items():
        archive.add(name, io.BytesIO(data))
    archive.close()
    return out


@ENGINES
@settings(max_examples=50, deadline=None)
@given(files=st.dictionaries(st.from_regex(r"[a-zæøå]{1,9}\.pdf", fullmatch=True), st.binary(max_size=5000)))
def test_files_come_out_as_they_went_in(engine: Engine, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(zipped(files, engine)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@ENGINES
@pytest.mark.parametrize("beyond", [-1, 0, 1, 100_000])
def test_large_files_pass_through_in_pieces(
    engine: Engine, beyond: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_writing, "WHOLE_UP_TO", 1 << 16)
    large = random.Random(1).randbytes(1 << 15) * 2 + b"x" * max(beyond, 0)
    files = {"first.pdf": b"1", "large.pdf": large[: (1 << 16) + beyond], "last.pdf": b"2" * 100}
    with zipfile.ZipFile(zipped(files, engine)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_what_is_compressed_already_is_stored() -> None:
    noise = random.Random(1).randbytes(10_000)
    with zipfile.ZipFile(
        zipped({"noise.pdf": noise, "text.xml": b"<a/>" * 1000, "empty.pdf": b""})
    ) as archive:
        methods = {info.filename: info.compress_type for info in archive.infolist()}
    assert methods == {
        "noise.pdf": zipfile.ZIP_STORED,
        "text.xml": zipfile.ZIP_DEFLATED,
        "empty.pdf": zipfile.ZIP_STORED,
    }


@ENGINES
def test_the_bytes_depend_on_nothing_but_the_content(engine: Engine) -> None:
    files = {"a.pdf": b"x" * 5000, "b.pdf": b"y"}
    first = zipped(files, engine).getvalue()
    assert zipped(files, engine).getvalue() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == ["a.pdf", "b.pdf"]


def test_more_files_than_an_old_zip_can_count() -> None:
    with zipfile.ZipFile(zipped({f"{number}.pdf": b"x" for number in range(70_000)})) as archive:
        assert len(archive.namelist()) == 70_000
        assert archive.read("69999.pdf") == b"x"


def test_a_zip_that_is_longer_than_an_old_zip_can_say(tmp_path: Path) -> None:
    """The file has a hole of 4 GB, which takes no room on the disk."""
    path = tmp_path / "long.zip"
    with path.open("w+b") as out:
        archive = ZipWriter(out)
        archive.add("first.pdf", io.BytesIO(b"1"))
        out.seek((4 << 30) + 10)
        archive.add("last.pdf", io.BytesIO(b"2" * 1000))
        archive.close()
    with zipfile.ZipFile(path) as unpacked:
        assert unpacked.read("last.pdf") == b"2" * 1000
        assert unpacked.read("first.pdf") == b"1"


@pytest.mark.skipif(shutil.which("unzip") is None, reason="Info-ZIP's unzip is not on this machine")
@ENGINES
def test_other_programs_read_it_too(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "job.zip"
    files = {"masseutsendelse.xml": b"<a/>" * 1000, "mappe/brev-1.pdf": b"x", "tom.pdf": b""}
    path.write_bytes(zipped(files, engine).getvalue())
    assert subprocess.run(["unzip", "-tq", str(path)], check=False, capture_output=True).returncode == 0


def test_intels_library_is_used_where_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "isal.isal_zlib", None)
    assert quickest() == PLAIN
