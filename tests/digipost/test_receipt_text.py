"""A receipt for a person to read: as it came, in lines, and never an error."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.digipost.receipt_text import receipt_text

XML = (
    '<?xml version="1.0" encoding="UTF-8"?><ns2:masseutsendelse-resultat xmlns:ns2="http://x">'
    "<ns2:status>FORELØPIG_SUKSESS</ns2:status><ns2:tom/>"
    "\n  <ns2:melding>Første linje\nAndre &lt;linje&gt;</ns2:melding>"
    '<ns2:resultat brev-id="1"><ns2:uuid>a</ns2:uuid></ns2:resultat></ns2:masseutsendelse-resultat>'
)


def put(folder: Path, content: bytes, name: str = "masseutsendelse-resultat.xml") -> Path:
    path = folder / "receipt.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def test_an_element_stands_on_a_line_with_its_text_beside_it(tmp_path: Path) -> None:
    found = receipt_text(put(tmp_path, XML.encode()))
    assert found.problem is None
    assert found.lines == (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<ns2:masseutsendelse-resultat xmlns:ns2="http://x">',
        "  <ns2:status>FORELØPIG_SUKSESS</ns2:status>",
        "  <ns2:tom/>",
        "  <ns2:melding>",
        "    Første linje",
        "    Andre &lt;linje&gt;",
        "  </ns2:melding>",
        '  <ns2:resultat brev-id="1">',
        "    <ns2:uuid>a</ns2:uuid>",
        "  </ns2:resultat>",
        "</ns2:masseutsendelse-resultat>",
    )


def test_no_word_is_lost_or_added(tmp_path: Path) -> None:
    lines = receipt_text(put(tmp_path, XML.encode())).lines
    assert "".join("".join(lines).split()) == "".join(XML.split())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ()),
        (b"not xml", ("not xml",)),
        (b"<a><b>1</b><c>2", ("<a>", "  <b>1</b>", "  <c>2")),
        (b"</a></b>", ("</a>", "</b>")),
        (b"<other xmlns='http://example.org'/>", ("<other xmlns='http://example.org'/>",)),
        (b"a < b", ("a", "<b")),
        (b"\xff\xfe<a/>", ("\ufffd\ufffd", "<a/>")),
    ],
)
def test_whatever_it_is_it_is_shown(tmp_path: Path, content: bytes, expected: tuple[str, ...]) -> None:
    found = receipt_text(put(tmp_path, content))
    assert found.lines == expected
    assert found.problem is None


def test_what_is_no_zip_is_said(tmp_path: Path) -> None:
    path = tmp_path / "receipt.zip"
    path.write_bytes(b"hello")
    found = receipt_text(path)
    assert found.lines == ()
    assert str(found.problem) == "It is not a zip file, or it is cut off."


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    found = receipt_text(tmp_path / "gone.zip")
    assert found.lines == ()
    assert str(found.problem).startswith("The file cannot be read.")


def test_a_damaged_zip_shows_what_came_before_the_damage(tmp_path: Path) -> None:
    path = put(tmp_path, b"<a>" + b"".join(b"<b>%d</b>" % number for number in range(50_000)) + b"</a>")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    found = receipt_text(path)
    assert str(found.problem) == "The zip file is damaged."
    assert found.lines[:2] == ("<a>", "  <b>0</b>")


def test_a_very_large_one_is_cut_and_says_so(tmp_path: Path) -> None:
    found = receipt_text(put(tmp_path, XML.encode()), most=60)
    assert len("".join(found.lines)) <= 60
    assert str(found.problem) == "Only the first 60 characters are shown. The file has all of them."
