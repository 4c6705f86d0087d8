"""The guide's pictures, made from the same scenes as the others: `python tools/guide_pictures.py [--only WORDS]`.

They are small, in every language, and lie in `resources/guide/pictures`. One set, in light, does for both schemes:
pictures are read as pictures, and the program stays small.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desktop_app.base.paths import resource
from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import LIGHT, Tone, channels
from tools.camera import Camera
from tools.screens import LANGUAGES
from tools.shooting import TOUR as WIZARD_TOUR
from tools.shooting import shoot

WIDTH = 680
COLOURS = 256
SCENES: Mapping[str, str] = {
    "home": "home",
    "recipients": "recipients-person",
    "mailings": "mailings",
    "mailing": "mailing-finished",
    "paper_post": "paper-post",
    "digis": "digis-members",
    "schedule": "schedule",
    "settings": "settings",
    "import": "import-file",
    "wizard_print": "wizard-print",
    "wizard_check": "wizard-check-needs-you",
}
"""Which scene shows a page of the guide."""

TOUR: Mapping[str, str] = {
    "wizard_recipients": "wizard-1-recipients",
    "wizard_letters": "wizard-2-letters",
    "wizard_send": "wizard-4-send-confirmed",
    "wizard_follow": "wizard-5-follow-finished",
}
"""Which picture of the tour through the wizard does."""


def wanted(only: str) -> frozenset[str]:
    """The scenes that show the pages whose name holds this."""
    scenes = {scene for page, scene in SCENES.items() if only in page}
    return frozenset(scenes | {WIZARD_TOUR for page in TOUR if only in page})


def made(language: str, only: str, out: Path) -> Iterator[tuple[Path, Path]]:
    """Each picture that was taken, and where the guide wants it."""
    for page, scene in {**SCENES, **TOUR}.items():
        taken = out / f"{scene}-{language}-light.png"
        if only in page and taken.exists():
            yield taken, resource("guide", "pictures", language, f"{page}.png")


def shrink(picture: Path, target: Path) -> None:
    """A small picture with few colours, as a guide needs it."""
    image = QImage(str(picture))
    if image.width() > WIDTH:
        image = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    few = flat.convertToFormat(
        QImage.Format.Format_Indexed8, palette_of(flat), Qt.ImageConversionFlag.ThresholdDither
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    few.save(str(target), quality=0)


def palette_of(image: QImage) -> list[int]:
    """The tones and the commonest colours, as Qt wants them: a general palette would dither every surface."""
    line = image.bytesPerLine()
    data, width = bytes(image.constBits()), 3 * image.width()
    rows = (data[start : start + width] for start in range(0, line * image.height(), line))
    found = Counter(row[place : place + 3] for row in rows for place in range(0, width, 3))
    tones = [bytes(channels(LIGHT.of(tone))) for tone in Tone]
    wanted = dict.fromkeys([*tones, *(colour for colour, _count in found.most_common(COLOURS))])
    return [0xFF000000 | int.from_bytes(colour, "big") for colour in list(wanted)[:COLOURS]]


def main() -> int:
    """Make the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="pages of the guide whose name holds this")
    choices = parser.parse_args()
    theme = Theme(QApplication(sys.argv[:1]))
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            shoot(Camera(theme, language, Path(folder)), wanted(choices.only).__contains__)
            for taken, target in made(language, choices.only, Path(folder)):
                shrink(taken, target)
                sys.stderr.write(f"{target.parent.name}/{target.name}: {target.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
