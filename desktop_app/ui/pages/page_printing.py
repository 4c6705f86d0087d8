"""PDFs on the office's own printer: pages are drawn by the child process and laid on paper in their true size."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QImageReader, QPageLayout, QPageSize, QPainter, QTransform
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.pdf_checker import PdfChecker, PdfUnusable
from desktop_app.mailing.typesetting import A4_MM
from desktop_app.ui.context import UiContext

DPI = 300
"""What office printers show of letters; more only makes the pictures larger."""
_INCH_MM = 25.4


class PrinterFailed(EnvironmentFailure):
    """The printer did not take the pages."""

    def __init__(self, printer: str) -> None:
        super().__init__(
            title=text("The printer did not take the letters."),
            message=text("Brevdue could not print to {printer}.", printer=printer or "?"),
            hint=text("Check that it is on and has paper, or make the PDF and print that."),
        )


def choose_printer(context: UiContext, parent: QWidget, title: str, *, two_sided: bool) -> QPrinter | None:
    """Let the person choose a printer in the system's own dialog. None when they went back."""
    printer = office_printer(two_sided=two_sided)
    dialog = printer_dialog(printer, parent, title)
    return printer if context.front.choose(dialog.exec) == QDialog.DialogCode.Accepted else None


def printer_dialog(printer: QPrinter, parent: QWidget, title: str) -> QPrintDialog:
    """The dialog of `choose_printer`, not yet shown. Whoever asks keeps the printer as long as the dialog."""
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
    return dialog


def office_printer(*, two_sided: bool) -> QPrinter:
    """A printer set to whole sheets of A4, so that the address lies where it was measured."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
            QPageLayout.Unit.Millimeter,
        )
    )
    printer.setFullPage(True)
    modes = QPrinter.DuplexMode
    printer.setDuplex(modes.DuplexLongSide if two_sided else modes.DuplexNone)
    return printer


def print_pages(printer: QPrinter, files: Sequence[tuple[Path, int]], context: WorkContext, dpi: int) -> int:
    """Print files with their number of pages, one after the other; returns how many pages were printed.

    Not on the window's thread. Stopping takes back what the printer has not taken yet. Raises `PrinterFailed`,
    `PdfUnusable` and `Cancelled`.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterFailed(printer.printerName())
    try:
        with PdfChecker() as checker:
            return _print_all(printer, painter, checker, files, context, dpi)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _print_all(
    printer: QPrinter,
    painter: QPainter,
    checker: PdfChecker,
    files: Sequence[tuple[Path, int]],
    context: WorkContext,
    dpi: int,
) -> int:
    total = sum(pages for _path, pages in files)
    done = 0
    for path, pages in files:
        for number in range(1, pages + 1):
            context.check_cancelled()
            context.progress(done, total, text("Printing"))
            if done and not printer.newPage():
                raise PrinterFailed(printer.printerName())
            picture = _picture(checker.render_page(path, number, dpi, mark_zone=False))
            if picture.isNull():
                raise PdfUnusable(path)
            _lay(printer, painter, picture, dpi)
            done += 1
    return done


def _picture(png: bytes) -> QImage:
    """The picture. The format is named: otherwise other readers are asked first, and one takes it for its own."""
    buffer = QBuffer()
    buffer.setData(QByteArray(png))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer, QByteArray(b"png")).read()


def _lay(printer: QPrinter, painter: QPainter, picture: QImage, dpi: int) -> None:
    """Draw a page in its true size from the sheet's upper left corner; one on its side is turned."""
    # The sheet is A4 by `office_printer`. What the printer says of it is not asked: some say nothing.
    sheet = QSizeF(*(side / _INCH_MM * printer.resolution() for side in A4_MM))
    if (picture.width() > picture.height()) is not (sheet.width() > sheet.height()):
        picture = picture.transformed(QTransform().rotate(-90))
    scale = printer.resolution() / dpi
    width, height = picture.width() * scale, picture.height() * scale
    # A pixel more comes of rounding; only what is really larger than the sheet is made smaller.
    shrink = min(sheet.width() / width, sheet.height() / height)
    if shrink < 1 - 2 / max(picture.width(), 1):
        width, height = width * shrink, height * shrink
    painter.drawImage(QRectF(0, 0, width, height), picture)
