"""`pdf check` and `adviser`."""

from pathlib import Path

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.pdfs import PageSpec, PdfSpec, lines_of, make_letter_pdf, write_pdf


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return make_letter_pdf(tmp_path / "good.pdf", ["Hello"])


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """Text where the bar code is printed."""
    return write_pdf(tmp_path / "narrow.pdf", PdfSpec([PageSpec(lines_of(["Hello"], x=5.0, top=120.0))]))


def test_each_file_has_its_verdict(line: CommandLine, good: Path, narrow: Path) -> None:
    answer = line.json("pdf", "check", good, narrow)
    assert answer.status == 1
    first, second = answer.data["files"]
    assert {"file", "ok_digital", "ok_print", "errors", "warnings"} <= set(first)
    assert (first["file"], first["ok_digital"], first["ok_print"], first["errors"]) == (
        str(good),
        True,
        True,
        [],
    )
    assert (second["ok_digital"], second["ok_print"], second["errors"]) == (
        True,
        False,
        ["barcode_zone_text"],
    )
    assert second["findings"][0]["message"]


@pytest.mark.parametrize(("purpose", "status"), [("digital", 0), ("print", 1)])
def test_what_the_file_is_for_decides(line: CommandLine, narrow: Path, purpose: str, status: int) -> None:
    assert line.json("pdf", "check", narrow, "--for", purpose).status == status


def test_the_most_pages_are_a_setting(line: CommandLine, tmp_path: Path) -> None:
    file = make_letter_pdf(tmp_path / "long.pdf", ["Hello"], pages=15)
    assert line.json("pdf", "check", file).status == 0
    line.run("settings", "set", "print.max_pages", "14")
    assert line.json("pdf", "check", file).data["files"][0]["errors"] == ["too_many_pages"]


def test_a_file_that_is_no_pdf(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_text("Dear Åse")
    answer = line.json("pdf", "check", tmp_path / "letter.pdf", "--for", "digital")
    assert (answer.status, answer.data["files"][0]["errors"]) == (1, ["not_a_pdf"])


def test_a_file_that_is_not_there(line: CommandLine, tmp_path: Path) -> None:
    assert line.json("pdf", "check", tmp_path / "nothing.pdf").status == 2


def test_a_person_reads_what_is_wrong(line: CommandLine, good: Path, narrow: Path) -> None:
    said = line.run("pdf", "check", good, narrow).out
    assert "Page 1 has text where Digipost prints its bar code" in said
    assert said.splitlines()[-1] == "1 file is not fit."


@pytest.mark.parametrize(
    ("letters", "largest", "monthly", "pattern"),
    [
        ("400", "90", "1", "mailing-only"),
        ("5000", "90", "1", "split-first"),
        ("400", "900", "1", "split-first"),
        ("5000", "90", "8", "from-register"),
    ],
)
def test_the_adviser(line: CommandLine, letters: str, largest: str, monthly: str, pattern: str) -> None:
    answer = line.json(
        *("adviser", "--letters", letters, "--largest-kb", largest),
        *("--mailings-per-month", monthly, "--identified-by", "fnr"),
    )
    assert (answer.status, answer.data["pattern"]) == (0, pattern)
    assert len(answer.data["reason"]) > 20


def test_the_adviser_knows_of_a_print_agreement(line: CommandLine) -> None:
    line.run("settings", "set", "print.agreement", "true")
    answer = line.json(
        *("adviser", "--letters", "400", "--largest-kb", "90"),
        *("--mailings-per-month", "1", "--identified-by", "name"),
    )
    assert answer.data["pattern"] == "with-print"


@pytest.mark.parametrize("letters", ["0", "-4", "many"])
def test_the_adviser_refuses_impossible_figures(line: CommandLine, letters: str) -> None:
    answer = line.json(
        *("adviser", "--letters", letters, "--largest-kb", "90"),
        *("--mailings-per-month", "1", "--identified-by", "name"),
    )
    assert answer.status == 2
