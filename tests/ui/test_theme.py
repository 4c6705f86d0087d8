"""The look holds its promises in numbers."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.ui.appearance import Theme, high_contrast_colours, palette_of
from desktop_app.ui.theme import DARK, GRID_STRENGTH, LIGHT, Colours, TextRole, Tone, contrast, mix

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
STATES = (Tone.DONE, Tone.ATTENTION, Tone.PROBLEM, Tone.WORKING, Tone.TRAINING, Tone.QUIET, Tone.PRIMARY)
ENOUGH = 4.5


@SCHEMES
@pytest.mark.parametrize("tone", [Tone.TEXT, *STATES])
def test_each_tone_can_be_read_on_the_window_and_on_surfaces(colours: Colours, tone: Tone) -> None:
    assert contrast(colours.of(tone), colours.window) >= ENOUGH
    assert contrast(colours.of(tone), colours.surface) >= ENOUGH


@SCHEMES
@pytest.mark.parametrize("tone", STATES)
def test_chips_and_banners_can_be_read_on_their_own_tint(colours: Colours, tone: Tone) -> None:
    assert contrast(colours.of(tone), colours.tint(tone)) >= ENOUGH
    assert contrast(colours.text, colours.tint(tone)) >= ENOUGH


@SCHEMES
def test_the_primary_button_can_be_read_at_rest_and_pressed(colours: Colours) -> None:
    assert contrast(colours.on_primary, colours.primary) >= ENOUGH
    assert contrast(colours.on_primary, colours.primary_pressed) >= ENOUGH


@SCHEMES
@pytest.mark.parametrize("tone", [Tone.ATTENTION, Tone.TRAINING])
def test_the_environment_strip_can_be_read(colours: Colours, tone: Tone) -> None:
    assert contrast(colours.on_primary, colours.of(tone)) >= ENOUGH


@SCHEMES
def test_chosen_rows_can_be_read(colours: Colours) -> None:
    chosen = colours.tint(Tone.PRIMARY, GRID_STRENGTH)
    assert contrast(colours.text, chosen) >= ENOUGH


@SCHEMES
def test_disabled_words_can_still_be_read(colours: Colours) -> None:
    for behind in (colours.window, colours.surface, colours.divider):
        assert contrast(colours.quiet, behind) >= 4.0


def test_the_measure_of_contrast_agrees_with_the_standard() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_mixing_is_a_weighted_mean() -> None:
    assert mix("#FF0000", "#0000FF", 0.5) == "#800080"


def test_light_and_dark_follow_the_choice_and_tell_it(theme: Theme) -> None:
    told: list[str] = []
    theme.changed.connect(lambda: told.append(theme.colours.window))
    theme.choose("dark")
    theme.choose("dark")
    theme.choose("light")
    assert told == [DARK.window, LIGHT.window]


def test_the_palette_of_the_application_is_the_theme_s(theme: Theme, qapp: QApplication) -> None:
    theme.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    theme.choose("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)


def test_high_contrast_takes_the_system_s_own_colours() -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#ffff00"))
    colours = high_contrast_colours(system)
    assert (colours.dark, colours.window, colours.text, colours.problem) == (
        True,
        "#000000",
        "#ffff00",
        "#ffff00",
    )
    assert palette_of(colours).color(QPalette.ColorRole.WindowText) == QColor("#ffff00")


def test_sizes_of_type_follow_the_system_s_own_size(theme: Theme, qapp: QApplication) -> None:
    body = theme.font(TextRole.BODY).pointSizeF()
    assert body == pytest.approx(qapp.font().pointSizeF())
    assert theme.font(TextRole.TITLE).pointSizeF() == pytest.approx(body * 20 / 13)
    assert theme.font(TextRole.HELP).pointSizeF() < body < theme.font(TextRole.SECTION).pointSizeF()


def test_colours_stand_in_one_file_only() -> None:
    package = Path(__file__).parents[2] / "desktop_app" / "ui"
    elsewhere = [
        path.name
        for path in package.rglob("*.py")
        if path.name != "theme.py" and re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []
