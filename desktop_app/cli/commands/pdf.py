"""`pdf check`: would Digipost take these files?"""

import argparse
from pathlib import Path

from desktop_app.base.texts import Text, TextValue, plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.digipost.pdf_rules import PdfVerdict
from desktop_app.jobs.lanes import JobContext, Lane

DIGITAL, PRINT = "digital", "print"


def add_to(commands: Commands) -> None:
    """Add this group."""
    pdf = commands.group("pdf", text("Letters as PDF."))
    check_parser = pdf.add(
        "check", text("Check whether Digipost takes files, digitally and for print."), check
    )
    check_parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help=pdf.say(text("a letter as PDF"))
    )
    check_parser.add_argument(
        "--for",
        dest="purpose",
        choices=(DIGITAL, PRINT),
        help=pdf.say(text("what the files are for; else they must be fit for both")),
    )


def check(options: argparse.Namespace, session: Session) -> Reply:
    """Check each file. One that is not fit for its purpose needs a person."""
    checks = session.services.letters
    files: list[Path] = options.files

    def work(context: JobContext) -> list[PdfVerdict]:
        verdicts = []
        for number, file in enumerate(files):
            context.progress(number, len(files))
            verdicts.append(checks.checker.check(file, checks.limits(), context))
        return verdicts

    verdicts = session.run(Lane.FILES, text("Checking PDFs"), work)
    unfit = [verdict for verdict in verdicts if not _is_fit(verdict, options.purpose)]
    pairs = list(zip(files, verdicts, strict=True))
    return Reply(
        {"files": [verdict_data(file, verdict) for file, verdict in pairs]},
        (*_tables(pairs), _summary(len(files), len(unfit))),
        needs_person=bool(unfit),
    )


def verdict_data(file: Path, verdict: PdfVerdict) -> dict[str, object]:
    """The fields of the contract for one file, and every finding in words."""
    return {
        "file": file,
        "ok_digital": verdict.ok_digital,
        "ok_print": verdict.ok_print,
        "errors": list(verdict.error_codes),
        "warnings": list(verdict.warning_codes),
        "pages": verdict.pages,
        "bytes": verdict.size,
        "sha256": verdict.sha256,
        "findings": [
            {"code": found.code, "page": found.page, "detail": found.detail, "message": found.text}
            for found in (*verdict.errors, *verdict.warnings)
        ],
    }


def _is_fit(verdict: PdfVerdict, purpose: str | None) -> bool:
    if purpose == DIGITAL:
        return verdict.ok_digital
    return verdict.ok_print and verdict.ok_digital


def _tables(pairs: list[tuple[Path, PdfVerdict]]) -> list[TextTable]:
    headings = (text("File"), text("Digitally"), text("On paper"), text("What is wrong"))
    return [TextTable(headings, [row for file, verdict in pairs for row in _rows(file, verdict)])]


def _rows(file: Path, verdict: PdfVerdict) -> list[tuple[TextValue, ...]]:
    """A row for the file with the first finding, and one below it for each further one."""
    findings: list[Text | None] = [found.text for found in (*verdict.errors, *verdict.warnings)] or [None]
    first = (str(file), _yes_or_no(verdict.ok_digital), _yes_or_no(verdict.ok_print), findings[0])
    return [first, *(("", "", "", found) for found in findings[1:])]


def _yes_or_no(fit: bool) -> Text:
    return text("yes") if fit else text("no")


def _summary(files: int, unfit: int) -> Text:
    if not unfit:
        return plural("{count} file is fit.", "{count} files are fit.", count=files)
    return plural("{count} file is not fit.", "{count} files are not fit.", count=unfit)
