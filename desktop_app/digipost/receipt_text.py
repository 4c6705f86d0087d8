"""A receipt's XML for a person to read: every word as it came, only broken into lines and indented."""

import re
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.texts import Text, plural, text
from desktop_app.digipost.errors import ReceiptUnreadable
from desktop_app.digipost.unpacking import open_only_entry

MOST_CHARACTERS = 50_000_000
_CHUNK = 1 << 16
_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class ReceiptText:
    """The lines, and why they are not all: what came is damaged, or it is too much to show."""

    lines: tuple[str, ...] = ()
    problem: Text | None = None


def receipt_text(path: Path, most: int = MOST_CHARACTERS) -> ReceiptText:
    """What is in a receipt's zip, whether or not it is a result that this program knows.

    Never raises for what is in the file: damage is told, with the lines that came before it.
    """
    pieces: list[bytes] = []
    problem: Text | None = None
    try:
        with open_only_entry(path) as stream:
            size = 0
            while chunk := stream.read(_CHUNK):
                pieces.append(chunk)
                size += len(chunk)
                if size >= most:
                    problem = plural(
                        "Only the first {count} character is shown. The file has all of it.",
                        "Only the first {count} characters are shown. The file has all of them.",
                        count=most,
                    )
                    break
    except ReceiptUnreadable as error:
        problem = error.message
    except OSError as error:
        problem = text(
            "The file cannot be read. The system says: {words}", words=error.strerror or str(error)
        )
    return ReceiptText(tuple(_in_lines(b"".join(pieces)[:most].decode("utf-8-sig", "replace"))), problem)


def _in_lines(source: str) -> list[str]:
    """One element a line, its text beside it. Also for XML that breaks off or never was any."""
    lines: list[str] = []
    depth, is_open = 0, False
    for token in _TOKEN.findall(source):
        if token.startswith("</"):
            depth = max(depth - 1, 0)
            if is_open:  # its start tag, and perhaps its text, is what came last
                lines[-1] += token
            else:
                lines.append(_INDENT * depth + token)
            is_open = False
        elif token.startswith("<"):
            lines.append(_INDENT * depth + token)
            is_open = not (token.startswith(("<?", "<!")) or token.endswith("/>"))
            depth += is_open
        elif token.strip():
            said = [line.strip() for line in token.splitlines() if line.strip()]
            if is_open and len(said) == 1:
                lines[-1] += said[0]
            else:
                lines.extend(_INDENT * depth + line for line in said)
                is_open = False
    return lines
