"""Qt's own words (Cancel, Copy, Look in:) in the person's language.

Qt ships no bokmål, and the frozen program ships none of Qt's catalogues: these texts come from the project's own,
like all others. What stands here is what the program's windows can show.
"""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTranslator

from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator

_BUTTONS: Mapping[str, Text] = {
    "OK": text("OK"),
    "&OK": text("OK"),
    "Save": text("Save"),
    "&Save": text("Save"),
    "Save All": text("Save all"),
    "Open": text("Open"),
    "&Open": text("Open"),
    "&Yes": text("Yes"),
    "Yes to &All": text("Yes to all"),
    "&No": text("No"),
    "N&o to All": text("No to all"),
    "Abort": text("Stop"),
    "Retry": text("Try again"),
    "Ignore": text("Ignore"),
    "Close": text("Close"),
    "&Close": text("Close"),
    "Cancel": text("Cancel"),
    "&Cancel": text("Cancel"),
    "Discard": text("Discard"),
    "Help": text("Help"),
    "Apply": text("Apply"),
    "Reset": text("Reset"),
    "Restore Defaults": text("Restore defaults"),
    "Don't Save": text("Don't save"),
    "Close without Saving": text("Close without saving"),
}

_EDITING: Mapping[str, Text] = {
    "&Undo": text("Undo"),
    "&Redo": text("Redo"),
    "Cu&t": text("Cut"),
    "&Copy": text("Copy"),
    "Copy &Link Location": text("Copy link address"),
    "&Paste": text("Paste"),
    "Delete": text("Delete"),
    "Select All": text("Select all"),
    "Clear": text("Clear"),
}

_STEPPING: Mapping[str, Text] = {
    "&Select All": text("Select all"),
    "&Step up": text("One more"),
    "Step &down": text("One less"),
}

_FILES: Mapping[str, Text] = {
    "Look in:": text("Look in:"),
    "Find Directory": text("Find folder"),
    "Open": text("Open"),
    "Save As": text("Save as"),
    "Directory:": text("Folder:"),
    "File &name:": text("File name:"),
    "&Open": text("Open"),
    "&Choose": text("Choose"),
    "&Save": text("Save"),
    "All Files (*)": text("All files (*)"),
    "All files (*)": text("All files (*)"),
    "Directories": text("Folders"),
    "Directory": text("Folder"),
    "File": text("File"),
    "Folder": text("Folder"),
    "File Folder": text("Folder"),
    "Files of type:": text("Files of type:"),
    "Create New Folder": text("Make a new folder"),
    "Create a New Folder": text("Make a new folder"),
    "&New Folder": text("New folder"),
    "New Folder": text("New folder"),
    "&Rename": text("Rename"),
    "&Delete": text("Delete"),
    "Remove": text("Remove"),
    "My Computer": text("This computer"),
    "Computer": text("This computer"),
    "Recent Places": text("Recent places"),
    "Show ": text("Show "),
    "Show &hidden files": text("Show hidden files"),
    "Back": text("Back"),
    "Go back": text("Go back"),
    "Alt+Left": text("Alt+Left"),
    "Forward": text("Forward"),
    "Go forward": text("Go forward"),
    "Alt+Right": text("Alt+Right"),
    "Parent Directory": text("Folder above"),
    "Go to the parent directory": text("Go to the folder above"),
    "Alt+Up": text("Alt+Up"),
    "List View": text("List"),
    "Change to list view mode": text("Show as a list"),
    "Detail View": text("Details"),
    "Change to detail view mode": text("Show with details"),
    "Sidebar": text("Places"),
    "List of places and bookmarks": text("List of places and bookmarks"),
    "Files": text("Files"),
    "Name": text("Name"),
    "Size": text("Size"),
    "Type": text("Kind"),
    "Kind": text("Kind"),
    "Date Modified": text("Changed"),
    "%1 bytes": text("%1 bytes"),
    "%1 Bytes": text("%1 bytes"),
    "%1 KB": text("%1 kB"),
    "%1 MB": text("%1 MB"),
    "%1 GB": text("%1 GB"),
    "%1 TB": text("%1 TB"),
    "%1 already exists.\nDo you want to replace it?": text("%1 is there already.\nReplace it?"),
    "%1\nFile not found.\nPlease verify the correct file name was given.": text(
        "%1\nThere is no such file. Check the name."
    ),
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": text(
        "%1\nThere is no such folder. Check the name."
    ),
    "'%1' is write protected.\nDo you want to delete it anyway?": text(
        "“%1” is protected. Delete it anyway?"
    ),
    "Are you sure you want to delete '%1'?": text("Delete “%1”?"),
    "Could not delete directory.": text("The folder could not be deleted."),
    "Invalid filename": text("This is not a file name"),
}

_PRINTING: Mapping[str, Text] = {
    "Print": text("Print"),
    "&Print": text("Print"),
    "&Options >>": text("More options"),
    "&Options <<": text("Fewer options"),
    "Print to File (PDF)": text("Print to a file (PDF)"),
    "Local file": text("A file here"),
    "Write PDF file": text("Write a PDF file"),
    "Print To File ...": text("Print to a file…"),
    "Printer": text("Printer"),
    "Name:": text("Name:"),
    "&Name:": text("Name:"),
    "Location:": text("Place:"),
    "Type:": text("Kind:"),
    "Preview": text("Preview"),
    "P&roperties": text("Properties"),
    "Output &file:": text("File:"),
    "Copies": text("Copies"),
    "Copies:": text("Copies:"),
    "Print range": text("What to print"),
    "Print all": text("Everything"),
    "Pages from": text("Pages from"),
    "to": text("to"),
    "Pages": text("Pages"),
    "Current Page": text("This page"),
    "Selection": text("The selection"),
    "Collate": text("Collated"),
    "Reverse": text("Last page first"),
    "Options": text("Choices"),
    "Color Mode": text("Colour"),
    "Color": text("Colour"),
    "Grayscale": text("Greyscale"),
    "Duplex Printing": text("Both sides"),
    "None": text("None"),
    "Long side": text("Long edge"),
    "Short side": text("Short edge"),
    "Paper": text("Paper"),
    "Page size:": text("Page size:"),
    "Width:": text("Width:"),
    "Height:": text("Height:"),
    "Paper source:": text("Paper tray:"),
    "Orientation": text("Orientation"),
    "Portrait": text("Portrait"),
    "Landscape": text("Landscape"),
    "Margins": text("Margins"),
    "Page Setup": text("Page setup"),
}

_WIZARD: Mapping[str, Text] = {
    "Go Back": text("Back"),
    "< &Back": text("Back"),
    "Continue": text("Next"),
    "&Next": text("Next"),
    "&Next >": text("Next"),
    "Commit": text("Do it"),
    "Done": text("Finish"),
    "&Finish": text("Finish"),
    "Cancel": text("Cancel"),
    "Help": text("Help"),
    "&Help": text("Help"),
}

_MESSAGES: Mapping[str, Text] = {
    "OK": text("OK"),
    "Help": text("Help"),
    "Show Details...": text("Show details…"),
    "Hide Details...": text("Hide details…"),
}

QT_TEXTS: Mapping[str, Mapping[str, Text]] = {
    "QPlatformTheme": _BUTTONS,
    "QGnomeTheme": _BUTTONS,
    "QDialogButtonBox": _BUTTONS,
    "QMessageBox": _MESSAGES,
    "QLineEdit": _EDITING,
    "QWidgetTextControl": _EDITING,
    "QAbstractSpinBox": _STEPPING,
    "QFileDialog": _FILES,
    "QFileSystemModel": _FILES,
    "QFileIconProvider": _FILES,
    "QAbstractFileIconProvider": _FILES,
    "QPrintDialog": _PRINTING,
    "QPrintSettingsOutput": _PRINTING,
    "QPrintWidget": _PRINTING,
    "QPageSetupWidget": _PRINTING,
    "QPageSetupDialog": _PRINTING,
    "QWizard": _WIZARD,
}
"""Qt's texts by Qt's context, then by Qt's English."""


_PAPER_SIZES = "QPageSize"


class QtTexts(QTranslator):
    """Answers Qt's questions for its own words. Installed on the application; replaced when the language changes."""

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = {
            context: {english: translator.render(words) for english, words in texts.items()}
            for context, texts in QT_TEXTS.items()
        }

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """The words, or an empty string where Qt's English has to do.

        Sizes of paper keep Qt's names: one whose name is empty is no size to Qt, and printed pages come out blank.
        So does what Qt fills in values with: it cannot put them into nothing.
        """
        is_needed = context == _PAPER_SIZES or "%" in source_text
        unknown = source_text if is_needed else ""
        return self._words.get(context, {}).get(source_text, unknown)
