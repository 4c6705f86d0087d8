"""Pictures of every page, in three languages, light and dark: `python tools/screens.py [OUT] [--only WORDS]`.

Made without a screen, at 1366 × 768, over a stage of made-up people. They are for looking at, not for comparing.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from desktop_app.base.texts import plural, text  # noqa: E402
from desktop_app.jobs.failures import failure_of  # noqa: E402
from desktop_app.jobs.states import JobState, JobView, Lane  # noqa: E402
from desktop_app.services import AccountIncomplete  # noqa: E402
from desktop_app.ui.appearance import Theme  # noqa: E402
from desktop_app.ui.components.dialogs import Danger, confirmation, failure_dialog  # noqa: E402
from desktop_app.ui.components.questions import WordsDialog  # noqa: E402
from desktop_app.ui.main_window import MainWindow  # noqa: E402
from desktop_app.ui.pages.adviser_dialog import AdviserDialog  # noqa: E402
from desktop_app.ui.pages.paper_post import WAYS  # noqa: E402
from desktop_app.ui.pages.recipients import RecipientsPage  # noqa: E402
from tests.helpers import stage  # noqa: E402

SIZE = (1366, 768)
LANGUAGES = ("nb", "sv", "en")
SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, how many people stand on the stage, and how to get there."""

    name: str
    people: int
    arrange: Callable[[MainWindow], QWidget | None]


def settle(application: QApplication, seconds: float = 0.35) -> None:
    """Let everything that was asked for arrive."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


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


def _confirm(window: MainWindow) -> QWidget:
    """A question before something that cannot be undone."""
    title = plural("Remove {count} recipient?", "Remove {count} recipients?", count=412)
    sentence = text("They leave the register. Mailings that were sent to them are kept.")
    act = plural("Remove {count} recipient", "Remove {count} recipients", count=412)
    dialog = confirmation(window.context, window, title, sentence, act, Danger.CANNOT_BE_UNDONE)
    dialog.show()
    return dialog


def _failure(window: MainWindow) -> QWidget:
    """A failure with its three sentences."""
    error = AccountIncomplete("digipost.user")
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
    dialog = WordsDialog(
        window.context,
        plural("Tick off {count} person?", "Tick off {count} people?", count=3),
        text("Say how they were reached. It is kept with the mailing."),
        text("How"),
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


def scenes() -> Iterator[Scene]:
    """All pictures that are taken."""
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
    yield Scene("mailings", 412, _page("mailings"))
    yield Scene("mailings-empty", 0, _page("mailings"))
    yield Scene("mailing-finished", 412, _page("mailings", mailing=9))
    yield Scene("mailing-uncertain", 412, _page("mailings", mailing=7))
    yield Scene("mailing-failed", 412, _page("mailings", mailing=6))
    yield Scene("receipts", 412, _page("receipts"))
    yield Scene("paper-post", 412, _page("paper_post", mailing=9))
    yield Scene("settings", 412, _page("settings"))


def take(application: QApplication, theme: Theme, scene: Scene, language: str, out: Path) -> None:
    """Play one scene in one language, and take its picture in light and in dark."""
    mailings = stage.MAILINGS if scene.people else ()
    with tempfile.TemporaryDirectory() as folder:
        services = stage.staged_services(Path(folder), scene.people, mailings, language=language)
        window = MainWindow(services, theme, language=language)
        window.resize(*SIZE)
        window.show()
        shown = scene.arrange(window) or window
        for scheme in SCHEMES:
            theme.choose(scheme)
            settle(application)
            shown.grab().save(str(out / f"{scene.name}-{language}-{scheme}.png"))
        window.close()
        window.deleteLater()
        settle(application, 0.05)
        services.close()


def main() -> int:
    """Take the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", default="")
    parser.add_argument("--language", choices=LANGUAGES)
    choices = parser.parse_args()
    choices.out.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    theme = Theme(application)
    for scene in scenes():
        for language in (choices.language,) if choices.language else LANGUAGES:
            if choices.only in scene.name:
                take(application, theme, scene, language, choices.out)
                sys.stderr.write(f"{scene.name} {language}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
