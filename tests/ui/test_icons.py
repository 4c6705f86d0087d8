"""The drawings are the project's own kind: one grid, one stroke, one colour."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.base.paths import resource
from desktop_app.ui.icons import Icons

DRAWINGS = sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_keeps_to_the_grid_the_stroke_and_the_one_colour(name: str) -> None:
    drawing = ET.fromstring(resource("icons", f"{name}.svg").read_text(encoding="utf-8"))
    assert drawing.get("viewBox") == "0 0 20 20"
    assert drawing.get("stroke-width") == "1.5"
    colours = {part.get(where) for part in drawing.iter() for where in ("fill", "stroke")}
    assert colours <= {None, "none", "currentColor"}


@pytest.mark.parametrize("name", DRAWINGS)
def test_an_icon_takes_the_colour_it_is_asked_for(name: str, qapp: QApplication) -> None:
    image = Icons().pixmap(name, "#ff0000", 20, 2.0).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(colour.red() > 240 and colour.green() < 16 for colour in inked)


def test_a_picture_is_made_for_the_screen_s_scaling(qapp: QApplication) -> None:
    pixmap = Icons().pixmap("home", "#000000", 20, 1.5)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (30, 1.5)


def test_every_icon_that_the_source_names_is_drawn() -> None:
    package = Path(__file__).parents[2] / "desktop_app" / "ui"
    named = {
        match
        for path in package.rglob("*.py")
        for match in re.findall(r'icon="([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= set(DRAWINGS)
