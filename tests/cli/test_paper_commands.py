"""`remainder export` and `jobs show --report`: what an office takes to its printer."""

from pathlib import Path

import pytest

from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.sandbox.sample import SampleMailing
from tests.helpers.command_line import CommandLine

WAIT = ("--wait", "86400")


@pytest.fixture
def mailing(office: CommandLine, tmp_path: Path, sample: SampleMailing) -> str:
    """A finished mailing of four, of whom three are not reached: one of them has no street."""
    recipients = tmp_path / "club.csv"
    recipients.write_text(
        "customer_id;full_name;address1;postcode;city\n"
        "1;Åse Ødegård;Storgata 4;9008;Tromsø\n"
        "7;Liv Papir;Havnegata 2;0150;Oslo\n"
        "9;Per Ukjent;Havnegata 3;0042;Oslo\n"
        "19;Jon Gateløs;;0150;Oslo\n",
        encoding="utf-8",
    )
    answer = office.json(
        *(
            "send",
            "--pattern",
            "split-first",
            "--recipients",
            recipients,
            "--document",
            sample.letter_for_all,
        ),
        *("--subject", "Innkalling", *WAIT),
    )
    return str(answer.data["mailing_id"])


class TestExport:
    def test_letters_labels_and_lists_are_written(
        self, office: CommandLine, mailing: str, tmp_path: Path
    ) -> None:
        answer = office.json("remainder", "export", mailing, "--out", tmp_path / "paper", "--one-sided")
        assert answer.data["letters"] == 2
        assert [Path(file).name for file in answer.data["files"]] == [
            f"letters-{mailing}-01-of-01.pdf",
            f"labels-{mailing}.pdf",
            f"provider-{mailing}.csv",
            f"remainder-{mailing}.csv",
        ]
        with PdfChecker() as checker:
            letters = checker.extract_text(Path(answer.data["files"][0]))
            [labels] = checker.extract_text(Path(answer.data["files"][1]))
        assert letters[0].startswith("Per Ukjent\r\nHavnegata 3\r\n0042 Oslo")
        assert labels.split("\r\n")[:3] == ["Per Ukjent", "Havnegata 3", "0042 Oslo"]

    def test_whoever_cannot_get_paper_is_named_and_needs_a_person(
        self, office: CommandLine, mailing: str, tmp_path: Path
    ) -> None:
        answer = office.json("remainder", "export", mailing, "--out", tmp_path / "paper")
        assert answer.status == 1
        [out] = answer.data["left_out"]
        assert (out["customer_id"], "not whole" in out["why"]) == ("19", True)

    def test_the_layout_of_one_run_can_differ_from_the_settings(
        self, office: CommandLine, mailing: str, tmp_path: Path
    ) -> None:
        out = tmp_path / "paper"
        two = office.json("remainder", "export", mailing, "--out", out, "--sheets", "2", "--labels", "1x1")
        assert len([file for file in two.data["files"] if "letters-" in file]) == 2
        assert office.json("remainder", "export", mailing, "--out", out, "--left", "300").status == 2
        assert office.json("remainder", "export", mailing, "--out", out, "--labels", "0x8").status == 2

    def test_nobody_left_writes_an_empty_list(
        self, office: CommandLine, mailing: str, tmp_path: Path
    ) -> None:
        for customer_id in ("7", "9", "19"):
            assert office.json("remainder", "done", mailing, customer_id, "--how", "by hand").status == 0
        answer = office.json("remainder", "export", mailing, "--out", tmp_path / "paper")
        assert (answer.status, answer.data["letters"], answer.data["listed"]) == (0, 0, 0)

    def test_a_tick_can_be_of_an_earlier_day_and_never_of_a_later(
        self, office: CommandLine, mailing: str
    ) -> None:
        late = office.json("remainder", "done", mailing, "7", "--how", "post", "--on", "2999-01-01")
        assert late.status == 2
        assert (
            office.json("remainder", "done", mailing, "7", "--how", "post", "--on", "2020-02-28").status == 0
        )


class TestReport:
    def test_a_page_about_the_mailing(self, office: CommandLine, mailing: str, tmp_path: Path) -> None:
        job = office.json("jobs", "list").data["jobs"][0]["job_id"]
        answer = office.json("jobs", "show", job, "--report", tmp_path / "report.pdf")
        assert answer.data["report"] == str(tmp_path / "report.pdf")
        with PdfChecker() as checker:
            [page] = checker.extract_text(tmp_path / "report.pdf")
        assert job in page
        assert "Åse" not in page

    def test_a_folder_that_is_not_there(self, office: CommandLine, mailing: str, tmp_path: Path) -> None:
        job = office.json("jobs", "list").data["jobs"][0]["job_id"]
        assert office.json("jobs", "show", job, "--report", tmp_path / "no" / "report.pdf").status == 2
