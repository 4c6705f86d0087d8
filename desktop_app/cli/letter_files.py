"""Finding the PDFs that a recipient file names, inside the one folder that was given."""

import unicodedata
from pathlib import Path, PurePosixPath

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text


class LetterFolder:
    """The folder with the letters. A name in the recipient file never leads out of it."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                title=text("The folder with the letters is not there."),
                message=text("There is no folder {folder}.", folder=str(folder)),
                hint=text("Look at --documents-dir."),
            )
        self._folder = folder.resolve()
        self._by_folded_name: dict[str, Path] | None = None

    def find(self, name: str) -> Path:
        """Where the file with this name lies, or would lie if it is missing; the check then says so.

        Upper and lower case, and the two ways of writing å, are taken for the same where no file has exactly
        the name. Raises `InputError` for a name that leads out of the folder.
        """
        written = name.strip().replace("\\", "/")
        path = (self._folder / written).resolve()
        if PurePosixPath(written).is_absolute() or not path.is_relative_to(self._folder):
            raise InputError(
                title=text("A letter's name leads out of its folder."),
                message=text("“{name}” is not inside {folder}.", name=name, folder=str(self._folder)),
                hint=text("Put all letters into one folder and name them by their file names alone."),
            )
        if path.is_file():
            return path
        return self._folded_names().get(_fold(written), path)

    def _folded_names(self) -> dict[str, Path]:
        if self._by_folded_name is None:
            self._by_folded_name = {
                _fold(path.relative_to(self._folder).as_posix()): path
                for path in sorted(self._folder.rglob("*"))
                if path.is_file()
            }
        return self._by_folded_name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
