"""The list of card readers on paper or as a PDF: it goes with the order to Digis."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop_app.base.files import write_atomically
from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.readers import CardReader

_MARGIN_MM = 20.0


def readers_as_page(readers: Sequence[CardReader], day: str, say: Callable[[Text], str]) -> str:
    """The list as HTML: those that are used for external entries, by gym, with the day and their number."""
    used = [each for each in readers if each.external]
    headings = (text("Gym"), text("Reader"), text("Reader's id"))
    head = "".join(f'<th align="left">{escape(say(each))}</th>' for each in headings)
    rows = "".join(
        f"<tr><td>{escape(each.unit)}</td><td>{escape(each.name)}</td><td>{escape(each.id)}</td></tr>"
        for each in used
    )
    title = say(text("Card readers used for external entries"))
    count = say(plural("{count} card reader", "{count} card readers", count=len(used)))
    return (
        f"<h2>{escape(title)}</h2><p>{escape(count)} · {escape(day)}</p>"
        f'<table width="100%" cellpadding="4" border="1" style="border-collapse: collapse">'
        f"<thead><tr>{head}</tr></thead>{rows}</table>"
    )


def print_readers(device: QPagedPaintDevice, page: str) -> None:
    """Lay the page out on a printer or in a PDF, with numbers on its sheets. Not on the window's thread."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(*(_MARGIN_MM,) * 4), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setDefaultFont(QFont("sans-serif", 10))
    document.setHtml(page)
    document.print_(device)


def save_readers_as_pdf(target: Path, page: str) -> None:
    """Write the page to a PDF, whole or not at all."""
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    print_readers(QPdfWriter(written), page)
    with write_atomically(target) as file:
        file.write(written.data().data())
