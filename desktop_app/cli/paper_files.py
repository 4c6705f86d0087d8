"""Everything that paper post needs, written into one folder."""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.cli.session import Session
from desktop_app.mailing.paper_errors import NothingForPaper
from desktop_app.mailing.paper_layout import PaperLayout
from desktop_app.mailing.paper_people import LeftOut
from desktop_app.mailing.print_fallback import PaperRun


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """What was written. `run` is None where there was nobody to print for; the list is written all the same."""

    files: tuple[Path, ...]
    run: PaperRun | None
    listed: int
    left_out: tuple[LeftOut, ...]


def write_paper_files(
    session: Session, mailing_id: int, folder: Path, layout: PaperLayout, context: WorkContext
) -> PaperFiles:
    """The letters, labels and a list for another printer, of those for whom paper is right; and a list of all left.

    Raises what `PaperPost` raises, but for `NothingForPaper`.
    """
    service, say = session.services.mailing, session.translator
    folder.mkdir(parents=True, exist_ok=True)
    everybody = folder / f"remainder-{mailing_id}.csv"
    listed = service.export_remainder(mailing_id, everybody, context, say)
    try:
        run = service.paper.write_letters(mailing_id, folder, layout, say, context)
    except NothingForPaper:
        return PaperFiles((everybody,), None, listed, service.paper.people(mailing_id).left_out)
    labels = folder / f"labels-{mailing_id}.pdf"
    provider = folder / f"provider-{mailing_id}.csv"
    service.paper.write_labels(mailing_id, labels, layout.labels, context)
    service.paper.write_list(mailing_id, provider, say, context)
    files = (*(file.path for file in run.files), labels, provider, everybody)
    return PaperFiles(files, run, listed, run.left_out)
