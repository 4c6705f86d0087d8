"""Finding the PDFs that a list of recipients names, inside one folder."""

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath


class LetterFolder:
    """The folder with the letters. A name in the list never leads out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._by_folded_name: dict[str, Path] | None = None

    def find(self, name: str) -> Path | None:
        """Where the file with this name lies, or would lie if it is missing. None for a name that leads out.

        Upper and lower case, and the two ways of writing å, are taken for the same where no file has exactly the
        name. A name without an ending is tried as a PDF.
        """
        written = name.strip().replace("\\", "/")
        path = (self._folder / written).resolve()
        if _is_absolute(written) or not path.is_relative_to(self._folder) or path == self._folder:
            return None
        if path.is_file():
            return path
        names = self._folded_names()
        return names.get(_fold(written)) or names.get(_fold(f"{written}.pdf")) or path

    def _folded_names(self) -> dict[str, Path]:
        if self._by_folded_name is None:
            self._by_folded_name = {
                _fold(path.relative_to(self._folder).as_posix()): path
                for path in sorted(self._folder.rglob("*"))
                if path.is_file()
            }
        return self._by_folded_name


def _is_absolute(written: str) -> bool:
    return PurePosixPath(written).is_absolute() or PureWindowsPath(written).drive != ""


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
