"""Pictures of mailings in each of their states, of receipts, of paper post, and of what stands around them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.outcomes import Reason
from desktop_app.mailing.plan import Code, Deviation, Severity
from desktop_app.mailing.states import State
from desktop_app.mailing.views import JobView
from desktop_app.services.updates.asking import Answer
from desktop_app.services.updates.latest import Latest
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.adviser_dialog import AdviserDialog
from desktop_app.ui.pages.giving_up import give_up_dialog
from desktop_app.ui.pages.paper_post import PaperPostPage
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer
from tests.helpers import stage
from tests.helpers.mailing_room import QUIET, MailingRoom
from tools.scene import EVERYBODY, MANY, Arrange, Scene, shown

_LONG_NAME = "Innkalling til ekstraordinær generalforsamling i Øvre Fløgstad og Måltrostveien borettslag 2027"


def mailing_scenes() -> Iterator[Scene]:
    """Each picture's name, how many people stand on the stage, and how to get there."""
    yield Scene("mailings-many", EVERYBODY, _many_mailings)
    yield Scene("mailing-ready-to-send", EVERYBODY, _mailing(State.BUILT, letters=388, waiting=388))
    yield Scene(
        "mailing-under-way", EVERYBODY, _mailing(State.ACKNOWLEDGED, letters=96, waiting=90, digital=6)
    )
    yield Scene(
        "mailing-cancelled", EVERYBODY, _mailing(State.CANCELLED, letters=7, remainder=7, remainder_done=7)
    )
    yield Scene("mailing-50000", MANY, _counted("mailings"))
    yield Scene("mailing-needs-you", EVERYBODY, _needs_you)
    yield Scene("mailing-many-need-you", EVERYBODY, _many_need_you)
    yield Scene("mailing-held-after-backup", EVERYBODY, _held)
    yield Scene("mailing-5", 5, _counted("mailings"))
    yield Scene("mending-same-mailbox", EVERYBODY, _same_mailbox)
    yield Scene("dialog-cancel-mailing", EVERYBODY, _cancel, WordsDialog)
    yield Scene("dialog-replace-job", EVERYBODY, _replace, WordsDialog)
    yield Scene("dialog-give-up", EVERYBODY, _give_up, WordsDialog)
    yield Scene("dialog-reason-typed", EVERYBODY, _reason_typed, WordsDialog)
    yield Scene("dialog-give-up-lookup", EVERYBODY, _give_up_lookup, WordsDialog)
    yield Scene("recipients-uncertain-lookup", EVERYBODY, _register_with_uncertain_lookup)
    yield Scene("receipts-empty", 0, lambda window: window.go("receipts"))
    yield Scene(
        "receipts-of-a-mailing",
        EVERYBODY,
        lambda window: window.go("receipts", mailing=9, name="Årsavgift 2027"),
    )
    yield Scene("receipt-viewer-refused", EVERYBODY, _refused_receipt, ReceiptViewer)
    yield Scene("receipt-viewer-removed", EVERYBODY, _removed_receipt, ReceiptViewer)
    yield Scene("paper-post-empty", 0, lambda window: window.go("paper_post"))
    yield Scene("receipts-50000", MANY, _many_receipts)
    yield Scene("paper-post-5", 5, _counted("paper_post"))
    yield Scene("paper-post-50000", MANY, _counted("paper_post"))
    yield Scene("paper-post-lists", EVERYBODY, _paper_lists)
    yield Scene("dialog-adviser-many", EVERYBODY, _adviser_many, AdviserDialog)
    yield Scene("update-banner", EVERYBODY, _update)
    yield Scene("report", 0, _report)


def _mailing(state: State, name: str = _LONG_NAME, **numbers: int) -> Arrange:
    """The page of one mailing with these numbers."""

    def arrange(window: MainWindow) -> None:
        _staged(window).put(stage.mailing_view(9, name, state, **numbers))
        window.go("mailings", mailing=9)

    return arrange


def _counted(page: str) -> Arrange:
    """A page about the letters that are on the stage, be they few or many."""

    def arrange(window: MainWindow) -> None:
        _staged(window).put_counted(9, "Årsavgift 2027")
        window.go(page, mailing=9)

    return arrange


def _many_receipts(window: MainWindow) -> None:
    _staged(window).kept_receipts = MANY
    window.go("receipts")


def _many_mailings(window: MainWindow) -> None:
    staged = _staged(window)
    for number in range(10, 1_010):
        name = _LONG_NAME if number % 50 == 0 else f"Medlemsbrev {number}"
        staged.put(
            stage.mailing_view(number, name, State.FINISHED, letters=MANY, digital=MANY - 3, remainder=3)
        )
    window.go("mailings")


def _needs_you(window: MainWindow) -> None:
    _with_deviations(window, [_shared("Kåre Løvås, K000232", "Kåre Løvaas, K000519")])


def _many_need_you(window: MainWindow) -> None:
    cleared = text("Digipost first refused “{name}”, and later reported it as done.", name="Årsavgift 2027")
    _with_deviations(window, [_shared("Kåre Løvås, K000232", "Kåre Løvaas, K000519"), *[cleared] * 8])


def _held(window: MainWindow) -> None:
    """The data came back from a backup while this mailing could still send something."""
    words = text(
        "It came back from a backup. What was sent, printed or ticked off after the backup was made is not known"
        " here, so nothing more of it is sent until somebody has looked in Digipost and put this aside."
    )
    view = stage.mailing_view(9, "Årsavgift 2027", State.BUILT, letters=412, waiting=412)
    _staged(window).put(view, (replace(_deviation(1, words), code=Code.RESTORED, letter_id=None),))
    window.go("mailings", mailing=9)


def _with_deviations(window: MainWindow, words: list[Text]) -> None:
    view = stage.mailing_view(9, "Årsavgift 2027", State.FINISHED, letters=412, digital=387, remainder=25)
    _staged(window).put(view, tuple(_deviation(number, each) for number, each in enumerate(words)))
    window.go("mailings", mailing=9)


def _shared(person: str, other: str) -> Text:
    return text(
        "The letter to {person} was kept back: Digipost matches it to the same mailbox as the letter "
        "to {other}. Check whether they are one person, or whether the details of one of them are "
        "wrong.",
        person=person,
        other=other,
    )


def _deviation(number: int, words: Text) -> Deviation:
    return Deviation(
        id=number,
        key=str(number),
        code=Code.SAME_MAILBOX,
        severity=Severity.WARNS,
        text=words,
        mailing_id=9,
        letter_id=4,
        recipient_id=4,
        customer_id="K000234",
        name="Ingeborg Bjørnstad",
        row=None,
        column=None,
        fixes=(),
        found_at=stage.NOW,
    )


def _same_mailbox(window: MainWindow) -> None:
    """Somebody whose letter would have ended in another one's mailbox."""
    staged = _staged(window)
    staged.give_reason(4, Reason.SAME_MAILBOX)
    window.go("recipients", mend=9, letter=4)


def _cancel(window: MainWindow) -> QWidget:
    return _question(
        window,
        plural("Cancel {count} letter?", "Cancel {count} letters?", count=388),
        text("None of them has left this computer. They will be listed as not reached."),
        plural("Cancel {count} letter", "Cancel {count} letters", count=388),
    )


def _replace(window: MainWindow) -> QWidget:
    return _question(
        window,
        plural("Send {count} letter again?", "Send {count} letters again?", count=14),
        text(
            "Do this only if the job {job} is not among the jobs on Digipost's pages. If it is, these people get "
            "the letter twice.",
            job="6f1c0f0e-52a1-4c55-9d8e-0c1b5f2f7f31",
        ),
        plural("Send {count} letter again", "Send {count} letters again", count=14),
    )


def _give_up(window: MainWindow) -> QWidget:
    job = window.context.services.mailing.mailing(7).jobs[0]
    return shown(give_up_dialog(window.context, job, window))


def _give_up_lookup(window: MainWindow) -> QWidget:
    return shown(give_up_dialog(window.context, _uncertain_lookup(window), window))


def _uncertain_lookup(window: MainWindow) -> JobView:
    """The register, while nobody knows whether a lookup of it arrived."""
    view = stage.mailing_view(7, "Oppslag fra registeret", State.UNCERTAIN, letters=412)
    job = _staged(window).leave_uncertain(view)
    window.go("recipients")
    return job


def _register_with_uncertain_lookup(window: MainWindow) -> None:
    _uncertain_lookup(window)


def _question(window: MainWindow, title: Text, sentence: Text, act: Text) -> QWidget:
    dialog = WordsDialog(window.context, title, sentence, text("Why"), act, parent=window)
    return shown(dialog)


def _reason_typed(window: MainWindow) -> QWidget:
    """A reason was typed, and Esc pressed."""
    dialog = _give_up(window)
    dialog.findChildren(QLineEdit)[0].setText("Digipost never had it")
    assert isinstance(dialog, WordsDialog)
    dialog.reject()
    return dialog


def _refused_receipt(window: MainWindow) -> QWidget:
    """A file that is no receipt at all."""
    path = window.context.services.folder.root / "receipt.zip"
    path.write_bytes(b"PK\x03\x04 cut off")
    receipt = next(each for each in _staged(window).receipts() if each.state == "unreadable")
    return shown(ReceiptViewer(window.context, replace(receipt, file=path), window))


def _removed_receipt(window: MainWindow) -> QWidget:
    """A receipt whose file was removed when its time was over."""
    receipt = replace(_staged(window).receipts()[1], file=None)
    return shown(ReceiptViewer(window.context, receipt, window))


def _paper_lists(window: MainWindow) -> QWidget:
    """What else can be made of those who are left."""
    window.go("paper_post", mailing=9)
    page = window.page()
    assert isinstance(page, PaperPostPage)
    menu = page.lists_menu()
    menu.show()
    return menu


def _adviser_many(window: MainWindow) -> QWidget:
    """The answer with the most to say."""
    dialog = AdviserDialog(window.context, window)
    for box, value in zip(dialog.findChildren(QSpinBox), (25_000, 900, 0), strict=True):
        box.setValue(value)
    dialog.findChildren(QComboBox)[0].setCurrentIndex(1)
    return shown(dialog)


def _update(window: MainWindow) -> None:
    """A newer version is told above the pages."""
    newer = Latest("2.0", stage.NOW, stage.NOW + timedelta(days=30), "https://example.org")
    window.context.services.updates.last = Answer(newer=newer)
    window.start_over()


def _report(window: MainWindow) -> QWidget:
    """The report of a mailing, as it is printed: a page of paper, the same in light and dark."""
    import pypdfium2

    folder = Path(window.context.services.folder.root) / "report"
    room = MailingRoom(folder)
    room.add_people(20)
    mailing = room.confirmed(room.options(name=_LONG_NAME))
    room.run_to_the_end(mailing)
    path = folder / "report.pdf"
    room.service.paper.write_report(mailing, path, window.context.translator, QUIET)
    room.close()
    document = pypdfium2.PdfDocument(path)
    bitmap = document[0].render(scale=1.3, rev_byteorder=True)
    kinds = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    image = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, kinds[bitmap.n_channels]
    ).copy()
    document.close()
    page = QLabel(window)
    page.setPixmap(QPixmap.fromImage(image))
    page.adjustSize()
    page.show()
    return page


def _staged(window: MainWindow) -> stage.StagedMailing:
    mailing: Any = window.context.services.mailing
    assert isinstance(mailing, stage.StagedMailing)
    return mailing
