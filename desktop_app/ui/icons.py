"""The project's own icons: SVG drawings of one colour, given the colour of a tone when they are shown."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.base.paths import resource

SCALES = (1.0, 1.5, 2.0)
"""The screen scalings for which pictures are made beforehand; Qt picks the nearest larger one."""


class Icons:
    """Keeps the drawings that were read and the pictures that were made of them.

    Drawings are made on a grid of 20 and name their one colour `currentColor`.
    """

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int = 20, scale: float = 1.0) -> QPixmap:
        """The icon in a colour (`#rrggbb`), `size` logical pixels wide, for a screen of this scaling."""
        key = (name, colour, size, scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(self._coloured(name, colour), size, scale)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str, size: int = 20, disabled: str | None = None) -> QIcon:
        """The icon for a button or menu, with a colour of its own while that is disabled."""
        icon = QIcon()
        for scale in SCALES:
            icon.addPixmap(self.pixmap(name, colour, size, scale))
            if disabled is not None:
                icon.addPixmap(self.pixmap(name, disabled, size, scale), QIcon.Mode.Disabled)
        return icon

    def write_coloured(self, folder: str, name: str, colour: str) -> str:
        """Write the drawing in a colour, for a style sheet that can only take a file; returns its path."""
        path = Path(folder) / f"{name}-{colour.lstrip('#')}.svg"
        path.write_bytes(self._coloured(name, colour))
        return path.as_posix()

    def _coloured(self, name: str, colour: str) -> bytes:
        if name not in self._sources:
            self._sources[name] = resource("icons", f"{name}.svg").read_bytes()
        return self._sources[name].replace(b"currentColor", colour.encode("ascii"))


def _draw(drawing: bytes, size: int, scale: float) -> QPixmap:
    pixels = round(size * scale)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
