"""The wizards' steps played for pictures: a real data folder, the sample mailing, and answers given page by page."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from desktop_app.mailing.options import Pattern
from desktop_app.sandbox.behaviour import PROMPT
from desktop_app.sandbox.sample import SampleMailing, write_sample
from desktop_app.services import Services, build_services
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizards.check_page import CheckPage
from desktop_app.ui.wizards.closing import closing_dialog
from desktop_app.ui.wizards.import_dialog import ImportDialog
from desktop_app.ui.wizards.letters_page import LettersPage
from desktop_app.ui.wizards.wizard_view import WizardView
from desktop_app.wizards.draft import (
    Draft,
    FileChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MatchBy,
    MessageChoice,
    PrintChoice,
    RecipientsChoice,
    RecipientSource,
)
from tests.helpers.key_ring import Ring
from tests.helpers.pdfs import PageSpec, PdfSpec, TextAt, write_pdf

_LONGEST_SECONDS = 60.0
_ROUNDS = 15


@dataclass
class Stage:
    """One window over a folder of its own, with the sample's files beside it."""

    window: MainWindow
    services: Services
    sample: SampleMailing
    folder: Path

    @property
    def wizard(self) -> WizardView:
        """The open wizard."""
        found = self.window.wizard()
        assert isinstance(found, WizardView)
        return found

    def open(self, pattern: Pattern) -> WizardView:
        """Open a pattern's wizard."""
        self.window.open_wizard(pattern.value)
        return self.wizard

    def answer(self, change: Callable[[Draft], Draft]) -> None:
        """Give answers, and wait until everything was worked out from them."""
        self.wizard.wizard_context.change(change(self.wizard.wizard_context.draft))
        self.wait()

    def next(self) -> None:
        """Press Next."""
        self.wait()
        self.wizard.press_next()
        self.wait()

    def wait(self, until: Callable[[], bool] = lambda: True) -> None:
        """Let everything come to rest."""
        ends = time.monotonic() + _LONGEST_SECONDS
        while time.monotonic() < ends:
            QApplication.processEvents()
            flow = self.wizard.wizard_context.flow
            idle = flow.page().busy is None and flow.needed_work() is None
            if idle and not self.services.lanes.jobs() and until():
                break
            time.sleep(0.01)
        for _ in range(_ROUNDS):
            QApplication.processEvents()
            time.sleep(0.01)


@dataclass(frozen=True, slots=True)
class WizardScene:
    """One picture: its name, how to get there, and which dialog it shows.

    `play` returns what to take, when that is not the window.
    """

    name: str
    play: Callable[[Stage], QWidget | None]
    dialog: type[QDialog] | None = None


def open_stage(folder: Path, language: str, make_window: Callable[[Services], MainWindow]) -> Stage:
    """A training folder with the sample's files."""
    services = build_services(folder / "data", secrets=Ring(), language=language, environment={})
    services.settings.set("app.environment", "training")
    services.settings.set("app.language", language)
    services.settings.set("digipost.poll_seconds", "1")
    services.training.start(PROMPT)
    sample = write_sample(folder / "Årskontingent")
    return Stage(make_window(services), services, sample, folder)


def wizard_scenes() -> Iterator[WizardScene]:
    """The pictures besides those of the tour: what goes wrong, what is chosen seldom, the dialogs."""
    yield WizardScene("wizard-recipients-errors", _errors)
    yield WizardScene("wizard-recipients-register", _register)
    yield WizardScene("wizard-letters-misfits", _letters_misfits)
    yield WizardScene("wizard-letters-one-for-all", _letters_common)
    yield WizardScene("wizard-letters-extras", _letters_extras)
    yield WizardScene("wizard-print", _print)
    yield WizardScene("wizard-check-needs-you", _check_needs_you)
    yield WizardScene("wizard-check-zone", _check_zone)
    yield WizardScene("wizard-check-zone-side", _check_zone_on_its_side)
    yield WizardScene("wizard-check-pairs", _check_pairs)
    yield WizardScene("wizard-check-left-out", _check_left_out)
    yield WizardScene("wizard-own-way", _own_way)
    yield WizardScene("wizard-close", _close, PlainDialog)
    yield WizardScene("import-begin", _import_begin, ImportDialog)
    yield WizardScene("import-file", _import_file, ImportDialog)


def _choose_file(stage: Stage, path: Path) -> None:
    stage.open(Pattern.SPLIT_FIRST)
    choice = RecipientsChoice(RecipientSource.FILE, file=FileChoice(str(path)))
    stage.answer(lambda draft: replace(draft, recipients=choice))


def _file(stage: Stage) -> None:
    _choose_file(stage, stage.sample.recipients_file)


def _errors(stage: Stage) -> None:
    """Some rows cannot be used: shown by themselves."""
    lines = stage.sample.recipients_csv.read_text("cp1252").splitlines()
    lines[5] = lines[5].replace(";", ";123", 1)
    lines.append(lines[7])
    lines.append("9999" + ";" * lines[0].count(";"))
    path = stage.folder / "medlemmer med feil.csv"
    path.write_text("\n".join(lines), "cp1252")
    _choose_file(stage, path)
    from desktop_app.ui.wizards.file_mapping import FileMapping

    mapping = stage.wizard.findChild(FileMapping)
    assert mapping is not None
    mapping.view("errors")


def _register(stage: Stage) -> None:
    _choose_file(stage, stage.sample.recipients_file)
    stage.next()
    stage.open(Pattern.FROM_REGISTER)
    stage.wait()


def _letters_begin(stage: Stage) -> None:
    _file(stage)
    stage.next()


def _own_letters(stage: Stage, folder: Path) -> None:
    stage.answer(
        lambda draft: replace(
            draft,
            letters=LettersChoice(
                LetterManner.BY_FILE_NAME, folder=str(folder), match_by=MatchBy.CUSTOMER_ID
            ),
            message=MessageChoice(subject="Årskontingent 2027 for {full_name}"),
            job=JobChoice(name="Årskontingent 2027"),
        )
    )


def _letters_own(stage: Stage) -> None:
    _letters_begin(stage)
    _own_letters(stage, stage.sample.documents_folder)


def _letters_misfits(stage: Stage) -> None:
    _letters_begin(stage)
    folder = stage.folder / "brev 2027"
    shutil.copytree(stage.sample.documents_folder, folder)
    files = sorted(folder.glob("*.pdf"))
    files[3].unlink()
    shutil.copy(files[5], files[5].with_name(files[5].stem + " kopi.pdf"))
    files[8].rename(folder / "ukjent mottaker.pdf")
    _own_letters(stage, folder)


def _common_letter(stage: Stage) -> None:
    stage.answer(
        lambda draft: replace(
            draft,
            letters=LettersChoice(LetterManner.ONE_FOR_ALL, str(stage.sample.letter_for_all)),
            message=MessageChoice(subject="Årskontingent 2027"),
            job=JobChoice(name="Årskontingent 2027"),
        )
    )


def _letters_common(stage: Stage) -> None:
    _letters_begin(stage)
    _common_letter(stage)
    stage.wait(lambda: _drawn(stage))


def _letters_extras(stage: Stage) -> None:
    _letters_common(stage)
    page = stage.wizard.page()
    assert isinstance(page, LettersPage)
    page.extras.attachments.add_files([str(stage.sample.attachment)])
    page.extras.delivery.sms.setChecked(True)
    for number in range(2):
        page.extras.open(number)
    stage.wait()
    scroll = page.findChild(QScrollArea)
    assert scroll is not None
    scroll.verticalScrollBar().setValue(10_000)
    stage.wait()


def _print(stage: Stage) -> None:
    stage.open(Pattern.WITH_PRINT)
    choice = RecipientsChoice(RecipientSource.FILE, file=FileChoice(str(stage.sample.recipients_file)))
    stage.answer(lambda draft: replace(draft, recipients=choice))
    stage.next()
    _common_letter(stage)
    stage.next()


def _check_needs_you(stage: Stage) -> None:
    _letters_begin(stage)
    folder = stage.folder / "brev 2027"
    shutil.copytree(stage.sample.documents_folder, folder)
    files = sorted(folder.glob("*.pdf"))
    swap = files[2].read_bytes()
    files[2].write_bytes(files[3].read_bytes())
    files[3].write_bytes(swap)
    files[7].unlink()
    _own_letters(stage, folder)
    stage.next()
    stage.wait(lambda: _drawn(stage))


def _check_zone(stage: Stage) -> None:
    """A letter for all with words where the bar code will be."""
    _up_to_fault(stage, PageSpec([TextAt("Årskontingent 2027", 6, 130), TextAt("Kjære medlem", 25, 60)]))


def _check_zone_on_its_side(stage: Stage) -> None:
    """The same on a page that lies on its side."""
    texts = [TextAt("Årskontingent 2027", 110, 200), TextAt("Kjære medlem", 25, 60)]
    _up_to_fault(stage, PageSpec(texts, size=(297.0, 210.0)))


def _up_to_fault(stage: Stage, page: PageSpec) -> None:
    letter = write_pdf(stage.folder / "innkalling.pdf", PdfSpec([page]))
    stage.open(Pattern.WITH_PRINT)
    choice = RecipientsChoice(RecipientSource.FILE, file=FileChoice(str(stage.sample.recipients_file)))
    stage.answer(lambda draft: replace(draft, recipients=choice))
    stage.next()
    stage.answer(
        lambda draft: replace(
            draft,
            letters=LettersChoice(LetterManner.ONE_FOR_ALL, str(letter)),
            message=MessageChoice(subject="Innkalling til årsmøte"),
            job=JobChoice(name="Innkalling til årsmøte"),
            printing=PrintChoice(
                return_name="Fjordvik Turlag",
                return_address1="Havnegata 1",
                return_postcode="9008",
                return_city="Tromsø",
            ),
        )
    )
    stage.next()
    stage.next()
    stage.wait(lambda: _drawn(stage))


def _drawn(stage: Stage) -> bool:
    page = stage.wizard.page()
    if isinstance(page, LettersPage):
        return page.picture.is_drawn
    if not isinstance(page, CheckPage):
        return True
    view = page.pairs.view if page.pairs.isVisible() else page.deviations.pair_view
    return view.picture.is_drawn or page.deviations.file_view.is_drawn


def _up_to_check(stage: Stage) -> None:
    _letters_own(stage)
    stage.next()
    stage.wait(lambda: True)
    page = stage.wizard.page()
    assert isinstance(page, CheckPage)
    page.view(page.pairs)
    stage.wait(lambda: _drawn(stage))


def _check_pairs(stage: Stage) -> None:
    _up_to_check(stage)
    page = stage.wizard.page()
    assert isinstance(page, CheckPage)
    page.pairs.step(1)
    stage.wait(lambda: _drawn(stage))


def _check_left_out(stage: Stage) -> None:
    """Somebody who was left out, beside the letter they would have got."""
    _check_pairs(stage)
    page = stage.wizard.page()
    assert isinstance(page, CheckPage)
    context, pair = page.context, page.pairs.pair
    assert pair is not None
    context.session.act(context.wizard.check.leaving_out(context.draft, [pair.customer_id]))
    stage.wait(page.pairs.take_back.isVisible)


def _own_way(stage: Stage) -> None:
    stage.open(Pattern.OWN)
    stage.wait()


def _close(stage: Stage) -> QWidget:
    _file(stage)
    dialog = closing_dialog(stage.window.context, stage.wizard)
    dialog.show()
    return dialog


def _dialog(stage: Stage, path: Path | None) -> QWidget:
    stage.window.go("recipients")
    dialog = ImportDialog(stage.window.context, stage.window, lambda: None)
    dialog.show()
    if path is not None:
        dialog.choose(FileChoice(str(path)))
        ends = time.monotonic() + _LONGEST_SECONDS
        while dialog.preview is None and time.monotonic() < ends:
            QApplication.processEvents()
            time.sleep(0.01)
    return dialog


def _import_begin(stage: Stage) -> QWidget:
    return _dialog(stage, None)


def _import_file(stage: Stage) -> QWidget:
    return _dialog(stage, stage.sample.recipients_file)
