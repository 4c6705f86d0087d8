"""File names in a list of recipients find their files, and never lead out of the folder."""

from pathlib import Path

import pytest

from desktop_app.wizards.letter_folder import LetterFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    letters = tmp_path / "brev"
    (letters / "sub").mkdir(parents=True)
    for name in ("faktura-1.pdf", "Åse.PDF", "sub/two.pdf"):
        (letters / name).write_bytes(b"x")
    (tmp_path / "secret.pdf").write_bytes(b"x")
    return letters


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("faktura-1.pdf", "faktura-1.pdf"),
        (" faktura-1.pdf ", "faktura-1.pdf"),
        ("FAKTURA-1.PDF", "faktura-1.pdf"),
        ("faktura-1", "faktura-1.pdf"),
        ("A\u030ase.pdf", "Åse.PDF"),
        ("sub/two.pdf", "sub/two.pdf"),
        ("sub\\two.pdf", "sub/two.pdf"),
    ],
)
def test_a_name_finds_its_file(folder: Path, name: str, found: str) -> None:
    assert LetterFolder(folder).find(name) == (folder / found).resolve()


def test_a_missing_file_has_the_place_where_it_would_lie(folder: Path) -> None:
    assert LetterFolder(folder).find("none.pdf") == (folder / "none.pdf").resolve()


@pytest.mark.parametrize(
    "name", ["../secret.pdf", "sub/../../secret.pdf", "/etc/passwd", "C:\\x.pdf", ".", ""]
)
def test_a_name_that_leads_out_is_nobodys(folder: Path, name: str) -> None:
    assert LetterFolder(folder).find(name) is None


def test_a_link_that_leads_out_is_nobodys(folder: Path) -> None:
    (folder / "link.pdf").symlink_to(folder.parent / "secret.pdf")
    assert LetterFolder(folder).find("link.pdf") is None
