"""A double click on a saved mailing."""

import subprocess
import sys
from pathlib import Path

from desktop_app.mailing.options import Pattern
from desktop_app.ui.mailing_files import MailingFiles, hand_over
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.draft_files import write_draft_file
from tests.ui.wizards.conftest import Hand

HAND_OVER = """
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from desktop_app.ui.qt_application import Application
application = Application([])
told = []
application.file_opened.connect(told.append)
for name in ("/first.brevdue", "/second.brevdue"):
    application.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile(name)))
print(application.first_file, *told)
"""


def test_its_wizard_opens_with_the_draft(hand: Hand, tmp_path: Path) -> None:
    file = tmp_path / "fee.brevdue"
    write_draft_file(Draft(id="from-a-file", pattern=Pattern.WITH_PRINT), file)
    MailingFiles(hand.window).open(str(file))
    hand.until(lambda: hand.window.wizard() is not None)
    assert "from-a-file" in [each.id for each in hand.world.services.drafts.waiting()]


def test_a_second_start_hands_its_file_to_the_window_that_is_open(hand: Hand, tmp_path: Path) -> None:
    file = tmp_path / "årsavgift.brevdue"
    write_draft_file(Draft(id="from-a-second-start", pattern=Pattern.WITH_PRINT), file)
    folder = hand.world.services.folder.root
    files = MailingFiles(hand.window)
    hand_over(folder, file)
    files.open_handed_over()
    hand.until(lambda: hand.window.wizard() is not None)
    assert not (folder / "open-next.txt").exists()


def test_files_that_macos_hands_over_are_told_and_the_first_is_kept() -> None:
    done = subprocess.run([sys.executable, "-c", HAND_OVER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["/first.brevdue", "/first.brevdue", "/second.brevdue"]
