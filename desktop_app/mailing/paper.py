"""Paper post's front door: letters, labels and lists for those a mailing did not reach, and its report."""

from pathlib import Path

from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.mailing import exporting
from desktop_app.mailing.disk_faults import disk_faults_in_words
from desktop_app.mailing.labels import LabelRun, write_labels
from desktop_app.mailing.ledger import load_mailing
from desktop_app.mailing.paper_errors import NothingForPaper
from desktop_app.mailing.paper_layout import LabelLayout, PaperLayout
from desktop_app.mailing.paper_people import PaperPeople, sort_out
from desktop_app.mailing.print_fallback import PaperRun, write_letters
from desktop_app.mailing.remainder import iterate_remainder
from desktop_app.mailing.report import write_report
from desktop_app.mailing.restored import refuse_while_held
from desktop_app.mailing.workshop import Workshop


class PaperPost:
    """Makes files of a mailing's remainder. Nothing here changes the ledger: ticking off is the person's act."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def people(self, mailing_id: int) -> PaperPeople:
        """Who of those still to be reached gets paper, in the order of the post, and who does not, and why."""
        with self._workshop.database.read() as connection:
            rows = iterate_remainder(connection, mailing_id, open_only=True)
            return sort_out(rows, need_document=True)

    def write_letters(
        self, mailing_id: int, folder: Path, layout: PaperLayout, say: Translator, context: WorkContext
    ) -> PaperRun:
        """The letters as PDFs, an address sheet in front of each. See `print_fallback.write_letters`.

        This, labels and lists raise `HeldAfterRestore` too.
        """
        self._begin(mailing_id)
        with disk_faults_in_words(folder):
            return write_letters(self._workshop, mailing_id, folder, layout, say, context)

    def write_labels(
        self, mailing_id: int, target: Path, layout: LabelLayout, context: WorkContext
    ) -> LabelRun:
        """Address labels for the same people, in the same order. See `labels.write_labels`."""
        self._begin(mailing_id)
        with disk_faults_in_words(target):
            return write_labels(self._workshop, mailing_id, target, layout, context)

    def write_list(self, mailing_id: int, target: Path, say: Translator, context: WorkContext) -> int:
        """The same people as an .xlsx or .csv file for another print provider; returns how many.

        Only those for whom paper is right are in it, so that the whole list may be printed. Raises
        `NothingForPaper`.
        """
        self._begin(mailing_id)
        people = self.people(mailing_id)
        if not people.chosen:
            raise NothingForPaper
        with disk_faults_in_words(target):
            rows = (person.row for person in people.chosen)
            return exporting.write_rows(target, exporting.PROVIDER_COLUMNS, rows, say, context)

    def write_report(self, mailing_id: int, target: Path, say: Translator, context: WorkContext) -> None:
        """A page with what became of a mailing: numbers, dates, jobs, and why some were not reached."""
        with disk_faults_in_words(target):
            write_report(self._workshop, mailing_id, target, say, context)

    def _begin(self, mailing_id: int) -> None:
        """A mailing that came back from a backup may have been printed since."""
        with self._workshop.database.read() as connection:
            refuse_while_held(connection, load_mailing(connection, mailing_id))
        self._workshop.count_departure()
