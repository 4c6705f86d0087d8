"""The program's icon in the forms that the systems want, drawn from the bird in `resources/icons`."""

import os
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SIZE = 1024
COLOUR = "#1F5F8B"
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_EDGE, _ROUND = 0.06, 0.2


def draw_pictures(folder: Path) -> None:
    """Write `brevdue.png`, `brevdue.ico` and `brevdue.icns`."""
    png = folder / "brevdue.png"
    _draw(png)
    with Image.open(png) as picture:
        picture.save(folder / "brevdue.ico", sizes=[(size, size) for size in WINDOWS_SIZES])
        picture.save(folder / "brevdue.icns")
        picture.resize((512, 512), Image.Resampling.LANCZOS).save(png)


def _draw(path: Path) -> None:
    """A white bird on a rounded square in the program's colour."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication.instance() or QGuiApplication([])
    drawing = (ROOT / "resources" / "icons" / "bird.svg").read_bytes().replace(b"currentColor", b"#FFFFFF")
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(COLOUR))
    edge, inner = SIZE * _EDGE, SIZE * (1 - 2 * _EDGE)
    painter.drawRoundedRect(QRectF(edge, edge, inner, inner), SIZE * _ROUND, SIZE * _ROUND)
    bird = SIZE * 0.64
    QSvgRenderer(QByteArray(drawing)).render(
        painter, QRectF((SIZE - bird) / 2, (SIZE - bird) / 2, bird, bird)
    )
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")
