"""The window is up before what only some work needs is read from disk. Named here so that it does not creep back."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LIBRARIES = (
    "babel.messages",
    "cryptography",
    "email_validator",
    "keyring",
    "lxml",
    "openpyxl",
    "paramiko",
    "phonenumbers",
    "pikepdf",
    "plistlib",
    "PIL",
    "pypdfium2",
    "python_calamine",
    "requests",
    "stdnum",
)
"""In training nobody asks the keyring; elsewhere it has the key of the data, and what it needs is loaded too."""

OUR_OWN = (
    "desktop_app.cli",
    "desktop_app.digipost.model",
    "desktop_app.digipost.packing",
    "desktop_app.digipost.pdf_worker",
    "desktop_app.digipost.reading",
    "desktop_app.digis.client",
    "desktop_app.mailing.paper",
    "desktop_app.mailing.planning",
    "desktop_app.mailing.sending",
    "desktop_app.privacy.cleaning",
    "desktop_app.privacy.forgetting",
    "desktop_app.privacy.held",
    "desktop_app.register.importing",
    "desktop_app.sandbox.digipost_server",
    "desktop_app.ui.demo",
    "desktop_app.ui.guide.window",
    "desktop_app.ui.pages.settings",
    "desktop_app.ui.wizards.opening",
)

PROGRAM = """
import builtins, gc, sys
from builtins import __import__ as pythons_import
from desktop_app.ui import starting
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

show = starting.show_splash

def show_and_look(application, theme):
    splash = show(application, theme)
    QTimer.singleShot(0, look)  # its turn comes when the window is there and the event loop begins
    return splash

def look():
    told = {
        "seen": any(widget.isVisible() for widget in QApplication.topLevelWidgets()),
        "loaded": [name for name in NAMES if name in sys.modules],
        "imports as Python does": builtins.__import__ is pythons_import,
        "collects what is unused": gc.isenabled(),
    }
    print(told, flush=True)
    QApplication.exit(0)

starting.show_splash = show_and_look
sys.exit(starting.start(["--training", "--data-dir", FOLDER]))
"""


def test_when_the_window_is_up_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    program = f"NAMES = {(*LIBRARIES, *OUR_OWN)!r}\nFOLDER = {str(tmp_path / 'data')!r}\n{PROGRAM}"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert ast.literal_eval(result.stdout) == {
        "seen": True,
        "loaded": [],
        "imports as Python does": True,
        "collects what is unused": True,
    }
