"""The named roles of the look: colours, space, type and radii. Every value of the look stands here.

Pages and components name a role and never a value. How the roles reach Qt is in `appearance`.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Space(IntEnum):
    """Distances in pixels. A page has `PAGE` around it, a card `CARD`, rows stand `ROW` apart."""

    HAIR = 4
    ROW = 8
    FIELD = 12
    CARD = 16
    PAGE = 24
    SECTION = 32


class Size(IntEnum):
    """Measures in pixels that are not distances."""

    CONTROL = 32
    GRID_ROW = 32
    ENVIRONMENT_STRIP = 28
    FORM_WIDTH = 560
    NAVIGATION_WIDTH = 196
    FOLDED_NAVIGATION_WIDTH = 64
    NARROW = 1024
    """A window that is narrower shows its navigation and its wizards' steps as icons."""
    SIDE_PANEL_WIDTH = 336
    ICON = 20
    SMALL_ICON = 16
    RADIUS = 8
    SMALL_RADIUS = 6
    TEXT_COLUMNS = 70
    """The longest line of running text, in characters."""


class TextRole(StrEnum):
    """What a piece of text is for; decides its size and weight."""

    HELP = "help"
    BODY = "body"
    STRONG = "strong"
    SECTION = "section"
    TITLE = "title"
    FIGURE = "figure"
    FIXED = "fixed"
    """Ids and file names, in a fixed-width font."""


# Sizes on the design's grid; each is scaled by the system's own font size over BODY.
TYPE_SCALE: dict[TextRole, float] = {
    TextRole.HELP: 12,
    TextRole.BODY: 13,
    TextRole.STRONG: 13,
    TextRole.SECTION: 15,
    TextRole.TITLE: 20,
    TextRole.FIGURE: 28,
    TextRole.FIXED: 13,
}
BOLD_ROLES = frozenset({TextRole.STRONG, TextRole.SECTION, TextRole.TITLE, TextRole.FIGURE})


class Tone(StrEnum):
    """What a colour says. Never alone: an icon or a word beside it says the same."""

    TEXT = "text"
    QUIET = "quiet"
    PRIMARY = "primary"
    ON_PRIMARY = "on_primary"
    DONE = "done"
    ATTENTION = "attention"
    PROBLEM = "problem"
    WORKING = "working"
    TRAINING = "training"


CHIP_STRENGTH = 0.12
"""How much of its own colour a chip or banner has behind its text."""
GRID_STRENGTH = 0.18
"""How much of the primary colour a chosen row of a grid has behind its text."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours, as `#rrggbb`; there is one for light, one for dark, and one for high contrast."""

    dark: bool
    window: str
    surface: str
    text: str
    quiet: str
    divider: str
    control_line: str
    primary: str
    primary_pressed: str
    on_primary: str
    done: str
    attention: str
    problem: str
    working: str
    training: str

    def of(self, tone: Tone) -> str:
        """The colour of a tone."""
        return str(getattr(self, tone.value))

    def tint(self, tone: Tone, strength: float = CHIP_STRENGTH, behind: str | None = None) -> str:
        """The tone's colour laid thinly over the surface (or over `behind`)."""
        return mix(self.of(tone), behind or self.surface, strength)


LIGHT = Colours(
    dark=False,
    window="#F7F8FA",
    surface="#FFFFFF",
    text="#1B2733",
    quiet="#556473",
    divider="#E1E6EB",
    control_line="#C3CCD5",
    primary="#1F5F8B",
    primary_pressed="#184B6E",
    on_primary="#FFFFFF",
    done="#1A7044",
    attention="#875600",
    problem="#B3261E",
    working="#1F5F8B",
    training="#6B4FA0",
)

DARK = Colours(
    dark=True,
    window="#16191D",
    surface="#1F2429",
    text="#E8EDF2",
    quiet="#9AA9B8",
    divider="#2E353C",
    control_line="#46505A",
    primary="#6FB3E0",
    primary_pressed="#8CC4EA",
    on_primary="#10202C",
    done="#5CC48D",
    attention="#E6B25A",
    problem="#F2867E",
    working="#6FB3E0",
    training="#B79CE6",
)


def mix(colour: str, behind: str, strength: float) -> str:
    """The colour seen when `colour` covers `behind` by `strength` (0 to 1)."""
    parts = zip(channels(colour), channels(behind), strict=True)
    return "#" + "".join(f"{round(front * strength + back * (1 - strength)):02x}" for front, back in parts)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
