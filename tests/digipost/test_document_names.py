"""Names inside the zip, and of the zip, are plain whatever the person's files are called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.digipost.document_names import document_file_name, zip_name
from desktop_app.digipost.errors import JobInvalid

ALLOWED = re.compile(r"[A-Za-z0-9_\-]+\.[A-Za-z0-9]+")


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("Faktura.pdf", "Faktura-7.pdf"),
        ("Årsavgift 2026 – Kari Øvrebø.PDF", "Aarsavgift-2026-Kari-Oevreboe-7.pdf"),
        ("A\u030ase\u0301.pdf", "Aase-7.pdf"),
        ("brev.v2.endelig.pdf", "brev-v2-endelig-7.pdf"),
        ("brev", "brev-7.pdf"),
        ("", "document-7.pdf"),
        (".pdf", "document-7.pdf"),
        ("...", "document-7.pdf"),
        ("日本.pdf", "document-7.pdf"),
        ("../../etc/passwd", "passwd-7.pdf"),
        ("C:\\Users\\kari\\brev.pdf", "brev-7.pdf"),
        ("CON.pdf", "CON-7.pdf"),
        ("a\u202efdp.exe", "a-fdp-7.exe"),
        ("brev\x00.pdf", "brev-7.pdf"),
        ("x" * 300 + ".pdf", "x" * 60 + "-7.pdf"),
        ("17812345678.pdf", "document-7.pdf"),
        ("Kari 178123 45678 brev.pdf", "Kari-brev-7.pdf"),
        ("faktura-178123-45678.pdf", "faktura-7.pdf"),
        ("KID 123456789012.pdf", "KID-123456789012-7.pdf"),
        ("masseutsendelse.xml", "masseutsendelse-7.xml"),
    ],
)
def test_a_name_is_made_from_what_the_file_is_called(original: str, name: str) -> None:
    assert document_file_name(original, 7) == name


@given(st.text())
def test_any_name_becomes_one_that_digipost_takes(original: str) -> None:
    assert ALLOWED.fullmatch(document_file_name(original, 1))


@given(st.lists(st.text(st.sampled_from("ab1-. ")), min_size=2, max_size=12))
def test_names_in_one_job_are_never_equal_whatever_the_capitals(originals: list[str]) -> None:
    names = [document_file_name(original, number) for number, original in enumerate(originals)]
    assert len({name.casefold().partition(".")[0] for name in names}) == len(names)


def test_a_zip_is_called_after_its_job() -> None:
    assert zip_name("job-17.b") == "brevdue-job-17.b.zip"


@pytest.mark.parametrize("job_id", ["", "a/b", "..\\x", "æ", "x" * 101])
def test_a_zip_is_not_called_after_what_is_no_job_id(job_id: str) -> None:
    with pytest.raises(JobInvalid):
        zip_name(job_id)
