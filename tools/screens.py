"""Pictures of every page, in three languages, light and dark: `python tools/screens.py [OUT] [--only WORDS]`.

Made without a screen, over a stage of made-up people. They are for looking at, not for comparing. At 100 % the window
fills a screen of 1366 × 768; with `--scale 1.5` one of 1920 × 1080, which then has room for 1280 × 720.
"""

import argparse
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import QCoreApplication, QEvent, Qt  # noqa: E402
from PySide6.QtWidgets import QApplication, QLabel, QWidget  # noqa: E402

from desktop_app.base.recovery_code import recovery_code  # noqa: E402
from desktop_app.base.texts import plural, text  # noqa: E402
from desktop_app.jobs.failures import failure_of  # noqa: E402
from desktop_app.jobs.states import JobState, JobView, Lane  # noqa: E402
from desktop_app.mailing.options import Pattern  # noqa: E402
from desktop_app.mailing.outcomes import Reason  # noqa: E402
from desktop_app.mailing.states import State  # noqa: E402
from desktop_app.privacy.audit import Act  # noqa: E402
from desktop_app.privacy.forgetting import Extent  # noqa: E402
from desktop_app.services import AccountIncomplete, Services, build_services  # noqa: E402
from desktop_app.services.training import TRAINING  # noqa: E402
from desktop_app.ui.appearance import Theme  # noqa: E402
from desktop_app.ui.components.dialogs import confirmation, failure_dialog  # noqa: E402
from desktop_app.ui.components.layout import column, row  # noqa: E402
from desktop_app.ui.components.questions import TickOffDialog  # noqa: E402
from desktop_app.ui.main_window import MainWindow  # noqa: E402
from desktop_app.ui.pages.adviser_dialog import AdviserDialog  # noqa: E402
from desktop_app.ui.pages.duplicates import DuplicatesPage  # noqa: E402
from desktop_app.ui.pages.making_files import done_dialog  # noqa: E402
from desktop_app.ui.pages.paper_post import WAYS  # noqa: E402
from desktop_app.ui.pages.person_privacy import forget_question  # noqa: E402
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer  # noqa: E402
from desktop_app.ui.pages.recipients import RecipientsPage  # noqa: E402
from desktop_app.ui.pages.recovery_dialog import RecoveryDialog  # noqa: E402
from desktop_app.ui.pages.schedule import SchedulePage  # noqa: E402
from desktop_app.ui.pages.schedule_pausing import PauseDialog  # noqa: E402
from desktop_app.ui.pages.tag_dialog import TagDialog  # noqa: E402
from desktop_app.ui.presence.attention import read_overview  # noqa: E402
from desktop_app.ui.presence.face import TrayActs, TrayFace  # noqa: E402
from desktop_app.ui.presence.quitting import QuitDialog  # noqa: E402
from desktop_app.ui.presence.tray import Standing, standing_icon  # noqa: E402
from desktop_app.ui.wizards.wizard_view import WizardView  # noqa: E402
from desktop_app.wizards.draft import (  # noqa: E402
    FileChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MessageChoice,
    RecipientsChoice,
    RecipientSource,
)
from tests.helpers import stage  # noqa: E402
from tests.helpers.fake_tray import FakeTray  # noqa: E402
from tests.helpers.key_ring import Ring  # noqa: E402
from tools.digis_scenes import digis_scenes  # noqa: E402
from tools.help_scenes import help_scenes  # noqa: E402
from tools.mailing_scenes import mailing_scenes  # noqa: E402
from tools.set_up_scenes import set_up_scenes  # noqa: E402
from tools.wizard_scenes import WizardScene, open_stage, wizard_scenes  # noqa: E402

SIZE = (1366, 768)
SCALED_SCREEN = (1920, 1080)
LANGUAGES = ("nb", "sv", "en")
SCHEMES = ("light", "dark")
LONGEST_STEP_SECONDS = 60.0
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, how many people stand on the stage, and how to get there."""

    name: str
    people: int
    arrange: Callable[[MainWindow], QWidget | None]


def settle(application: QApplication, window: MainWindow | None = None) -> None:
    """Let everything that was asked for arrive and take its place."""
    until = time.monotonic() + LONGEST_STEP_SECONDS
    for _ in range(ROUNDS):
        application.processEvents()
        time.sleep(0.01)
        while window is not None and not window.context.reader.is_idle and time.monotonic() < until:
            application.processEvents()
            time.sleep(0.005)


def _page(key: str, **where: object) -> Callable[[MainWindow], None]:
    return lambda window: window.go(key, **where)


def _recipient(window: MainWindow) -> None:
    window.go("recipients", recipient=1)


def _working(window: MainWindow) -> None:
    """A page while two jobs are under way."""
    window.go("home")
    moment = stage.NOW
    sending = text("Sending “{name}”", name="Årsavgift 2027")
    job = JobView(1, Lane.DIGIPOST, sending, JobState.RUNNING, moment, done=214, total=412, seconds_left=21.0)
    waiting = JobView(2, Lane.FILES, text("Exporting recipients"), JobState.QUEUED, moment)
    window.progress.show_jobs([job, waiting])


def _recipient_edit(window: MainWindow) -> None:
    window.go("recipients")
    page = window.page()
    assert isinstance(page, RecipientsPage)
    page.panel.edit_recipient(stage.person(0))


def _duplicates(window: MainWindow) -> None:
    """Three people who are perhaps one, beside each other."""
    window.go("recipients", view="duplicates")
    page = window.page()
    assert isinstance(page, RecipientsPage)
    shown = page.opened
    assert isinstance(shown, DuplicatesPage)
    shown.grid.model.arrived.connect(lambda: shown.open_group("5,6,7"))


def _tag(window: MainWindow) -> QWidget:
    """Giving a tag to some people."""
    dialog = TagDialog(window.context, 3, window.context.services.register.tags(), window)
    dialog.choice.setCurrentIndex(0)
    dialog.show()
    return dialog


def _confirm(window: MainWindow) -> QWidget:
    """A question before many people leave the register."""
    title = plural("Remove {count} recipient?", "Remove {count} recipients?", count=412)
    sentence = text(
        "They leave the register, and “Undo” brings them back. Mailings that were sent to them are kept."
    )
    act = plural("Remove {count} recipient", "Remove {count} recipients", count=412)
    dialog = confirmation(window.context, window, title, sentence, act)
    dialog.show()
    return dialog


def _failure(window: MainWindow) -> QWidget:
    """A failure with its three sentences."""
    label = window.context.services.settings.declaration("digipost.user").label
    error = AccountIncomplete("digipost.user", label)
    dialog = failure_dialog(window.context, window, error.title, error.message, error.hint)
    dialog.show()
    return dialog


def _bug(window: MainWindow) -> QWidget:
    """A fault of the program, with the report the person sees first."""
    failure = failure_of(ZeroDivisionError())
    dialog = failure_dialog(
        window.context, window, failure.title, failure.message, failure.hint, failure.report
    )
    dialog.show()
    return dialog


def _tick_off(window: MainWindow) -> QWidget:
    """How some people were reached."""
    dialog = TickOffDialog(
        window.context,
        plural("Tick off {count} person?", "Tick off {count} people?", count=3),
        plural("Tick off {count} person", "Tick off {count} people", count=3),
        WAYS,
        window,
    )
    dialog.show()
    return dialog


def _adviser(window: MainWindow) -> QWidget:
    """Which way of sending fits."""
    dialog = AdviserDialog(window.context, window)
    dialog.show()
    return dialog


def _receipt(window: MainWindow) -> QWidget:
    """A receipt as it came."""
    path = window.context.services.folder.root / "receipt.zip"
    letters = "".join(
        f"<brev-resultat><brev-id>{number}</brev-id><resultat>SENDT</resultat><kanal>WEB</kanal></brev-resultat>"
        for number in range(1, 60)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "masseutsendelse-resultat.xml",
            f"<masseutsendelse-resultat><status>SUKSESS</status>{letters}</masseutsendelse-resultat>",
        )
    listed = window.context.services.mailing.receipts()
    viewer = ReceiptViewer(window.context, replace(listed[1], file=path), window)
    viewer.show()
    viewer.search.setText("id>7")
    return viewer


def _paper_done(window: MainWindow) -> QWidget:
    """What is said when the letters on paper are made."""
    title = plural("{count} letter is ready to print.", "{count} letters are ready to print.", count=19)
    sheets = plural(
        "{files}, {count} sheet. Print in true size, not fitted to the page.",
        "{files}, {count} sheets. Print in true size, not fitted to the page.",
        count=38,
        files=plural("{count} PDF", "{count} PDFs", count=1),
    )
    left_out = plural(
        "{count} person is left out and still to be reached:",
        "{count} people are left out and still to be reached:",
        count=1,
    )
    why = text("{name}: {why}", name="Åse Ødegård", why=Reason.LOOKUP_FAILED.words())
    dialog = done_dialog(window.context, window, title, [sheets, left_out, why])
    dialog.show()
    return dialog


def _schedule(window: MainWindow) -> SchedulePage:
    window.go("schedule")
    page = window.page()
    assert isinstance(page, SchedulePage)
    return page


def _schedule_paused(window: MainWindow) -> None:
    """While everything waits."""
    schedule = window.context.services.schedule
    schedule.pause_all(stage.NOW + timedelta(days=2))
    window.go("schedule")


def _schedule_times(window: MainWindow) -> QWidget:
    """When the lookup runs."""
    page = _schedule(window)
    settle_reader(window)
    dialog = page.rule_dialog("lookup")
    dialog.show()
    return dialog


def _schedule_pause_dialog(window: MainWindow) -> QWidget:
    """Until which day."""
    dialog = PauseDialog(window.context, stage.NOW.date() + timedelta(days=1), window)
    dialog.show()
    return dialog


@dataclass(frozen=True, slots=True)
class StagedLanes:
    """Lanes that say these jobs are under way."""

    under_way: tuple[JobView, ...]

    def jobs(self) -> tuple[JobView, ...]:
        return self.under_way


def _quit(window: MainWindow) -> QWidget:
    """Quitting while something is under way."""
    sending = text("Sending “{name}”", name="Årsavgift 2027")
    job = JobView(
        1, Lane.DIGIPOST, sending, JobState.RUNNING, stage.NOW, done=214, total=412, seconds_left=21.0
    )
    waiting = JobView(2, Lane.FILES, text("Exporting recipients"), JobState.QUEUED, stage.NOW)
    lanes: Any = StagedLanes((job, waiting))
    context = replace(window.context, services=replace(window.context.services, lanes=lanes))
    dialog = QuitDialog(context, window)
    dialog.show()
    return dialog


def _tray(window: MainWindow) -> QWidget:
    """The menu beside the clock, and the icon in its three standings."""
    tray = FakeTray()
    face = TrayFace(tray, TrayActs(lambda: None, lambda _until: None, lambda: None), window)
    face.speak(window.context)
    face.show_overview(read_overview(window.context.services))
    board = QWidget(window)
    icons = [QLabel() for _ in Standing]
    for label, standing in zip(icons, Standing, strict=True):
        label.setPixmap(standing_icon(window.context.theme, standing).pixmap(32, 32))
    tip = QLabel(tray.tip)
    board.setLayout(column(row(*icons, None), tip, tray.menu, margins=24))
    tray.menu.setWindowFlags(Qt.WindowType.Widget)
    board.resize(420, 300)
    board.show()
    tray.menu.show()
    return board


def _privacy(window: MainWindow) -> None:
    audit = window.context.services.privacy.audit
    audit.note(Act.LOOKED_UP, people=412, about="Årsavgift 2027")
    audit.note(Act.SENT, people=387, about="Årsavgift 2027")
    audit.note(Act.EXPORTED, people=412, about="recipients.xlsx")
    audit.note(Act.REVEALED, recipient_id=1)
    audit.note(Act.FORGOT, recipient_id=99_999)
    audit.note(Act.CLEANED, about="exports:3")
    window.go("privacy")


def _recovery_code(window: MainWindow) -> QWidget:
    return _shown(RecoveryDialog(window.context, recovery_code(bytes(range(32))), window))


def _forget(window: MainWindow) -> QWidget:
    extent = Extent(letters=3, lookups=5, members=1, files=12, backups=2)
    return _shown(forget_question(window.context, "Åse Ødegård", extent, window))


def _shown(dialog: QWidget) -> QWidget:
    """The dialog, laid out as it is on a screen."""
    dialog.show()
    return dialog


def settle_reader(window: MainWindow) -> None:
    """Let what a page asked for arrive."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settle(application, window)


def scenes() -> Iterator[Scene]:
    """All pictures that are taken."""
    yield from (Scene(*scene) for scene in help_scenes())
    yield Scene("home", 412, _page("home"))
    yield Scene("home-empty", 0, _page("home"))
    yield Scene("home-working", 412, _working)
    yield Scene("dialog-adviser", 412, _adviser)
    yield Scene("recipients-edit", 412, _recipient_edit)
    yield Scene("dialog-confirm", 412, _confirm)
    yield Scene("dialog-failure", 412, _failure)
    yield Scene("dialog-bug", 412, _bug)
    yield Scene("dialog-tick-off", 412, _tick_off)
    yield Scene("recipients-empty", 0, _page("recipients"))
    yield Scene("recipients-5", 5, _page("recipients"))
    yield Scene("recipients-50000", 50_000, _page("recipients"))
    yield Scene("recipients-person", 412, _recipient)
    yield Scene("recipients-mending", 412, _page("recipients", mend=9))
    yield Scene("recipients-changed", 412, _page("recipients", view="changed"))
    yield Scene("recipients-duplicates", 412, _duplicates)
    yield Scene("dialog-tag", 412, _tag)
    yield Scene("mailings", 412, _page("mailings"))
    yield Scene("mailings-empty", 0, _page("mailings"))
    yield Scene("mailing-finished", 412, _page("mailings", mailing=9))
    yield Scene("mailing-uncertain", 412, _page("mailings", mailing=7))
    yield Scene("mailing-failed", 412, _page("mailings", mailing=6))
    yield Scene("receipts", 412, _page("receipts"))
    yield Scene("receipt-viewer", 412, _receipt)
    yield Scene("paper-post", 412, _page("paper_post", mailing=9))
    yield Scene("paper-post-reached", 412, _page("paper_post", mailing=4))
    yield Scene("paper-post-made", 412, _paper_done)
    yield from (Scene(*scene) for scene in mailing_scenes())
    yield Scene("settings", 412, _page("settings"))
    yield from (Scene(*scene) for scene in set_up_scenes())
    yield Scene("privacy", 412, _privacy)
    yield Scene("privacy-empty", 0, _page("privacy"))
    yield Scene("privacy-recovery-code", 412, _recovery_code)
    yield Scene("privacy-forget", 412, _forget)
    for name, people, arrange in digis_scenes():
        yield Scene(name, people, arrange)
    yield Scene("dialog-quit", 412, _quit)
    yield Scene("tray", 412, _tray)
    yield Scene("schedule", 412, _page("schedule"))
    yield Scene("schedule-empty", 0, _page("schedule"))
    yield Scene("schedule-history", 412, _page("schedule", view="history"))
    yield Scene("schedule-history-empty", 0, _page("schedule", view="history"))
    yield Scene("schedule-paused", 412, _schedule_paused)
    yield Scene("schedule-times", 412, _schedule_times)
    yield Scene("schedule-pause-dialog", 412, _schedule_pause_dialog)


def screen_size(scale: float) -> tuple[int, int]:
    """What a window may fill, in the units it is laid out in, on a screen that enlarges so much."""
    if scale == 1.0:
        return SIZE
    width, height = SCALED_SCREEN
    return round(width / scale), round(height / scale)


def take(
    application: QApplication,
    theme: Theme,
    scene: Scene,
    language: str,
    out: Path,
    size: tuple[int, int] = SIZE,
) -> None:
    """Play one scene in one language, and take its picture in light and in dark."""
    mailings = stage.MAILINGS if scene.people else ()
    with tempfile.TemporaryDirectory() as folder:
        services = stage.staged_services(Path(folder), scene.people, mailings, language=language)
        window = MainWindow(services, theme, language=language)
        window.resize(*size)
        window.show()
        shown = scene.arrange(window)
        Camera(application, theme, window, language, out).take(scene.name, shown)
        put_away(window)
        services.close()


def put_away(window: MainWindow) -> None:
    """Close a window and free it at once: those that stay are dressed anew with each change of colours."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class WizardTour:
    """Goes through the wizard of “look up, then send” with the sample's files, and takes a picture at each step.

    Everything behind the window is real; the Digipost is the built-in one.
    """

    def __init__(self, camera: "Camera", services: Services, folder: Path) -> None:
        from desktop_app.sandbox.behaviour import PROMPT
        from desktop_app.sandbox.sample import write_sample

        self._camera, self._services = camera, services
        services.settings.set("app.environment", TRAINING)
        services.settings.set("app.language", camera.language)
        services.settings.set("digipost.poll_seconds", "1")
        services.training.start(PROMPT)
        self._sample = write_sample(folder / "sample")

    def go(self) -> None:
        """The whole tour."""
        window = self._camera.window
        window.open_wizard(Pattern.SPLIT_FIRST.value)
        view = window.wizard()
        assert isinstance(view, WizardView)
        self._view = view
        self._take("1-recipients-empty")
        file = FileChoice(str(self._sample.recipients_file))
        self._answer(recipients=RecipientsChoice(RecipientSource.FILE, file=file))
        self._take("1-recipients")
        self._next()
        self._take("2-letters-empty")
        self._answer(
            letters=LettersChoice(LetterManner.BY_COLUMN, folder=str(self._sample.documents_folder)),
            message=MessageChoice(subject="Årskontingent 2026"),
            job=JobChoice(name="Årskontingent 2026", auto_approve=True),
        )
        self._take("2-letters")
        self._next()
        self._take("3-check")
        self._next()
        self._take("4-send")
        count = view.wizard_context.wizard.check.plan(view.wizard_context.flow.draft)
        self._answer(confirmed_count=str(count.letters if count is not None else 0))
        self._take("4-send-confirmed")
        self._next()
        self._take("5-follow")
        self._wait_for_the_end()
        self._take("5-follow-finished")

    def _wait_for_the_end(self) -> None:
        mailing, until = self._services.mailing, time.monotonic() + LONGEST_STEP_SECONDS
        while mailing.mailings()[0].state is not State.FINISHED and time.monotonic() < until:
            self._camera.settle()

    def _answer(self, **changes: Any) -> None:
        flow = self._view.wizard_context.flow
        flow.change(replace(flow.draft, **changes))

    def _next(self) -> None:
        self._settle()
        self._view.wizard_context.session.press_next()

    def _settle(self) -> None:
        """Wait until the step has nothing more to work out."""
        flow, until = self._view.wizard_context.flow, time.monotonic() + LONGEST_STEP_SECONDS
        self._camera.settle()
        while flow.page().busy is not None and time.monotonic() < until:
            self._camera.settle()
        self._camera.settle()

    def _take(self, name: str) -> None:
        self._settle()
        self._camera.take(f"wizard-{name}")


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one window, in light and in dark."""

    application: QApplication
    theme: Theme
    window: MainWindow
    language: str
    out: Path

    def settle(self) -> None:
        """Let everything that was asked for arrive."""
        settle(self.application, self.window)

    def take(self, name: str, shown: QWidget | None = None) -> None:
        """Two pictures of the window, or of a dialog over it."""
        for scheme in SCHEMES:
            self.theme.choose(scheme)
            self.settle()
            (shown or self.window).grab().save(str(self.out / f"{name}-{self.language}-{scheme}.png"))


def take_wizard(
    application: QApplication, theme: Theme, language: str, out: Path, size: tuple[int, int] = SIZE
) -> None:
    """Pictures of every step of the wizard."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        build_services(Path(name), secrets=Ring(), language=language, environment={}) as services,
    ):
        window = MainWindow(services, theme, language=language)
        window.resize(*size)
        tour = WizardTour(Camera(application, theme, window, language, out), services, Path(name))
        window.start_over()
        window.show()
        tour.go()
        put_away(window)


def take_wizard_scene(
    application: QApplication,
    theme: Theme,
    scene: WizardScene,
    language: str,
    out: Path,
    size: tuple[int, int] = SIZE,
) -> None:
    """One picture more of the wizards: what goes wrong, what is chosen seldom, the dialogs."""

    def make_window(services: Services) -> MainWindow:
        window = MainWindow(services, theme, language=language)
        window.resize(*size)
        window.show()
        return window

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        stage_of_wizards = open_stage(Path(folder), language, make_window)
        window = stage_of_wizards.window
        shown = scene.play(stage_of_wizards)
        Camera(application, theme, window, language, out).take(scene.name, shown)
        put_away(window)
        stage_of_wizards.services.close()


def main() -> int:
    """Take the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", default="", help="words that the names contain, with commas between")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--scale", type=float, default=1.0, help="how much the screen enlarges, such as 1.5")
    choices = parser.parse_args()
    size = screen_size(choices.scale)
    wanted_words = choices.only.split(",")

    def is_wanted(name: str) -> bool:
        return any(words in name for words in wanted_words)

    os.environ["QT_SCALE_FACTOR"] = str(choices.scale)
    choices.out.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    theme = Theme(application)
    for language in (choices.language,) if choices.language else LANGUAGES:
        for scene in scenes():
            if is_wanted(scene.name):
                take(application, theme, scene, language, choices.out, size)
                sys.stderr.write(f"{scene.name} {language}\n")
        if is_wanted("wizard"):
            take_wizard(application, theme, language, choices.out, size)
            sys.stderr.write(f"wizard {language}\n")
        for wizard_scene in wizard_scenes():
            if is_wanted(wizard_scene.name):
                take_wizard_scene(application, theme, wizard_scene, language, choices.out, size)
                sys.stderr.write(f"{wizard_scene.name} {language}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
