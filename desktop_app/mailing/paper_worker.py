"""The child process that makes PDFs for paper post, and what its failures mean."""

import builtins
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from desktop_app.base.files import sha256_of
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.pdf_worker import ChildDied, PdfWorker, WorkFailed
from desktop_app.mailing.errors import DiskRefused
from desktop_app.mailing.paper_errors import PaperWorkFailed
from desktop_app.mailing.paper_pages import Measured, PersonPages
from desktop_app.mailing.typesetting import Sheet

_WORK = "desktop_app.mailing.paper_work"
_MEASURE_SECONDS = 60.0
_WRITE_SECONDS = 300.0


class FileAltered(Exception):
    """A document is no longer the file that was measured."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class PaperWorker:
    """Owns the child for as long as the block lasts. What it writes is whole or not there."""

    def __init__(self) -> None:
        self._worker = PdfWorker(_WORK)

    def measure(self, path: Path, context: WorkContext) -> Measured | None:
        """A file's hash, pages and size, or None when it cannot be read."""
        try:
            found: Measured = self._worker.run(context, _MEASURE_SECONDS, "measure", path)
        except WorkFailed:
            return None
        except ChildDied:
            # A file that takes the reader down counts like one that cannot be taken apart.
            return Measured(sha256_of(path), 0, path.stat().st_size)
        return found

    def write_part(
        self,
        target: Path,
        people: Sequence[PersonPages],
        title: str,
        context: WorkContext,
        *,
        two_sided: bool,
    ) -> int:
        """Write some people's pages; returns how many. Raises `FileAltered`, `PaperWorkFailed`, `DiskRefused`."""
        return self._write(context, target, "write_part", tuple(people), title, two_sided)

    def join(
        self, target: Path, parts: Sequence[Path], title: str, context: WorkContext, *, two_sided: bool
    ) -> int:
        """Write these parts into one file; returns the number of pages."""
        return self._write(context, target, "join", tuple(parts), title, two_sided)

    def write_sheets(self, target: Path, sheets: Sequence[Sheet], title: str, context: WorkContext) -> int:
        """Write pages that the program set itself; returns how many."""
        return self._write(context, target, "write_sheets", tuple(sheets), title)

    def close(self) -> None:
        """End the child. May be called twice."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, context: WorkContext, target: Path, function: str, *args: Any) -> int:
        try:
            pages: int = self._worker.run(context, _WRITE_SECONDS, function, target, *args)
        except WorkFailed as failure:
            raise _meaning(failure, target) from failure
        except ChildDied as died:
            raise PaperWorkFailed(text("it took too much time or memory.")) from died
        return pages


def _meaning(failure: WorkFailed, target: Path) -> Exception:
    if failure.kind == "DocumentAltered":
        return FileAltered(Path(failure.words))
    kind = getattr(builtins, failure.kind, Exception)
    if isinstance(kind, type) and issubclass(kind, OSError):
        return DiskRefused(target.parent, failure.words)
    return PaperWorkFailed(text("{words}", words=failure.words))
