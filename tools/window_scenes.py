"""Pictures of the pages, of the questions before an act, and of what stands beside the clock."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.base.recovery_code import recovery_code
from desktop_app.base.texts import plural, text
from desktop_app.jobs.failures import failure_of
from desktop_app.jobs.states import JobState, JobView, Lane
from desktop_app.mailing.outcomes import Reason
from desktop_app.privacy.audit import Act
from desktop_app.privacy.forgetting import Extent
from desktop_app.services import AccountIncomplete
from desktop_app.ui.components.dialogs import PlainDialog, confirmation, failure_dialog, tell_in
from desktop_app.ui.components.questions import TickOffDialog, WordsDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.adviser_dialog import AdviserDialog
from desktop_app.ui.pages.duplicates import DuplicatesPage
from desktop_app.ui.pages.making_files import done_dialog
from desktop_app.ui.pages.paper_post import WAYS
from desktop_app.ui.pages.person_privacy import forget_question
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.pages.recovery_dialog import RecoveryDialog
from desktop_app.ui.pages.schedule import SchedulePage
from desktop_app.ui.pages.schedule_pausing import PauseDialog
from desktop_app.ui.pages.schedule_rule_dialog import RuleDialog
from desktop_app.ui.pages.tag_dialog import TagDialog, renaming_dialog
from desktop_app.ui.wizards.mend_dialog import MendDialog
from tests.helpers import stage
from tools.camera import settle
from tools.scene import EVERYBODY, MANY, Arrange, Scene, shown


def window_scenes() -> Iterator[Scene]:
    """Those that belong to no wizard, and to no other module of scenes."""
    yield Scene("home", EVERYBODY, _page("home"))
    yield Scene("home-empty", 0, _page("home"))
    yield Scene("home-working", EVERYBODY, _working)
    yield Scene("dialog-adviser", EVERYBODY, _adviser, AdviserDialog)
    yield Scene("recipients-edit", EVERYBODY, _recipient_edit)
    yield Scene("dialog-confirm", EVERYBODY, _confirm, PlainDialog)
    yield Scene("dialog-failure", EVERYBODY, _failure, PlainDialog)
    yield Scene("dialog-bug", EVERYBODY, _bug, PlainDialog)
    yield Scene("dialog-tick-off", EVERYBODY, _tick_off, TickOffDialog)
    yield Scene("recipients-empty", 0, _page("recipients"))
    yield Scene("recipients-5", 5, _page("recipients"))
    yield Scene("recipients-50000", MANY, _page("recipients"))
    yield Scene("recipients-person", EVERYBODY, _recipient)
    yield Scene("recipients-mending", EVERYBODY, _page("recipients", mend=9))
    yield Scene("recipients-changed", EVERYBODY, _page("recipients", view="changed"))
    yield Scene("recipients-duplicates", EVERYBODY, _duplicates)
    yield Scene("dialog-tag", EVERYBODY, _tag, TagDialog)
    yield Scene("dialog-rename-tag", EVERYBODY, _rename_tag, WordsDialog)
    yield Scene("dialog-mend", EVERYBODY, _mend, MendDialog)
    yield Scene("dialog-mend-unsaved", EVERYBODY, _mend_unsaved, MendDialog)
    yield Scene("dialog-mend-failed", EVERYBODY, _mend_failed, MendDialog)
    yield Scene("mailings", EVERYBODY, _page("mailings"))
    yield Scene("mailings-empty", 0, _page("mailings"))
    yield Scene("mailing-finished", EVERYBODY, _page("mailings", mailing=9))
    yield Scene("mailing-uncertain", EVERYBODY, _page("mailings", mailing=7))
    yield Scene("mailing-failed", EVERYBODY, _page("mailings", mailing=6))
    yield Scene("receipts", EVERYBODY, _page("receipts"))
    yield Scene("receipt-viewer", EVERYBODY, _receipt, ReceiptViewer)
    yield Scene("paper-post", EVERYBODY, _page("paper_post", mailing=9))
    yield Scene("paper-post-reached", EVERYBODY, _page("paper_post", mailing=4))
    yield Scene("paper-post-made", EVERYBODY, _paper_done, PlainDialog)
    yield Scene("settings", EVERYBODY, _page("settings"))
    yield Scene("privacy", EVERYBODY, _privacy)
    yield Scene("privacy-empty", 0, _page("privacy"))
    yield Scene("privacy-recovery-code", EVERYBODY, _recovery_code, RecoveryDialog)
    yield Scene("privacy-forget", EVERYBODY, _forget, PlainDialog)
    yield Scene("schedule", EVERYBODY, _page("schedule"))
    yield Scene("schedule-empty", 0, _page("schedule"))
    yield Scene("schedule-history", EVERYBODY, _page("schedule", view="history"))
    yield Scene("schedule-history-empty", 0, _page("schedule", view="history"))
    yield Scene("schedule-paused", EVERYBODY, _schedule_paused)
    yield Scene("schedule-times", EVERYBODY, _schedule_times, RuleDialog)
    yield Scene("schedule-pause-dialog", EVERYBODY, _schedule_pause_dialog, PauseDialog)


def _page(key: str, **where: object) -> Arrange:
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
    """Three people who are perhaps one, beside each other: they have one e-mail address."""
    register = window.context.services.register
    for number in (5, 6, 7):
        register.save(replace(register.get(number), email="familien@example.org"))
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


def _rename_tag(window: MainWindow) -> QWidget:
    """Giving a tag another name."""
    return shown(renaming_dialog(window.context, window.context.services.register.tags()[0], window))


def _confirm(window: MainWindow) -> QWidget:
    """A question before many people leave the register."""
    title = plural("Remove {count} recipient?", "Remove {count} recipients?", count=412)
    sentence = text(
        "They leave the register, and “Undo” brings them back. Mailings that were sent to them are kept."
    )
    act = plural("Remove {count} recipient", "Remove {count} recipients", count=412)
    return shown(confirmation(window.context, window, title, sentence, act))


def _failure(window: MainWindow) -> QWidget:
    """A failure with its three sentences."""
    label = window.context.services.settings.declaration("digipost.user").label
    error = AccountIncomplete("digipost.user", label)
    return shown(failure_dialog(window.context, window, error.title, error.message, error.hint))


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
    return shown(AdviserDialog(window.context, window))


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
    viewer.search.returnPressed.emit()
    return viewer


def _paper_done(window: MainWindow) -> QWidget:
    """What is said when the letters on paper are made."""
    title = plural("{count} letter is ready to print.", "{count} letters are ready to print.", count=19)
    sheets = plural(
        "{files}, {count} sheet. Print at actual size, not fitted to the page.",
        "{files}, {count} sheets. Print at actual size, not fitted to the page.",
        count=38,
        files=plural("{count} PDF", "{count} PDFs", count=1),
    )
    left_out = plural(
        "{count} person is left out and still to be reached:",
        "{count} people are left out and still to be reached:",
        count=1,
    )
    why = text("{name}: {why}", name="Åse Ødegård", why=Reason.LOOKUP_FAILED.words())
    return shown(done_dialog(window.context, window, title, [sheets, left_out, why]))


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
    settle(window)
    return shown(page.rule_dialog("lookup"))


def _schedule_pause_dialog(window: MainWindow) -> QWidget:
    """Until which day."""
    return shown(PauseDialog(window.context, stage.NOW.date() + timedelta(days=1), window))


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
    return shown(RecoveryDialog(window.context, recovery_code(bytes(range(32))), window))


def _forget(window: MainWindow) -> QWidget:
    extent = Extent(letters=3, lookups=5, members=1, files=12, backups=2)
    return shown(forget_question(window.context, "Åse Ødegård", extent, window))


def _mend(window: MainWindow) -> MendDialog:
    dialog = MendDialog(window.context, 4, "national_id", lambda: None, window)
    dialog.show()
    settle(window)
    return dialog


def _mend_unsaved(window: MainWindow) -> QWidget:
    dialog = _mend(window)
    dialog.edits["address1"].setText("Storgata 4 B")
    dialog.reject()
    return dialog


def _mend_failed(window: MainWindow) -> QWidget:
    dialog = _mend(window)
    label = window.context.services.settings.declaration("digipost.user").label
    tell_in(window.context, dialog.trouble, AccountIncomplete("digipost.user", label))
    dialog.fit()
    return dialog
