"""Small pictures for tests of what packs the program."""

from pathlib import Path

from PIL import Image


def small_icon(path: Path) -> Path:
    """A Windows icon of one colour."""
    Image.new("RGBA", (32, 32), "#1F5F8B").save(path, sizes=[(16, 16), (32, 32)])
    return path
