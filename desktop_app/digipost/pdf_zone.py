"""The place on a page where Digipost prints its bar code, and page sizes: geometry without a PDF library.

A page is looked at as it is shown: x grows to the right and y downwards, in points from the upper left corner.
"""

import math
from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4
A4_MM = (210.0, 297.0)

_SHORT_SIDE_MM = range(200, 211)
_LONG_SIDE_MM = range(287, 298)

_ZONE_WIDTH_MM = 15.0
_ZONE_START_MM = 95.0
_ZONE_LENGTH_MM = 80.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle in points from the upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside; the upper and left edges belong to the zone, the others do not."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


def barcode_zone(width: float, height: float) -> Zone:
    """The zone on a page whose crop box has this size in points.

    In the left margin of a portrait page; on a landscape page, which is printed turned anticlockwise, along
    the bottom. The numbers are cut to one decimal, as Digipost's validator does.
    """
    across, start, length = (_cut(mm) for mm in (_ZONE_WIDTH_MM, _ZONE_START_MM, _ZONE_LENGTH_MM))
    if width > height:
        return Zone(start, _cut(mm(height) - _ZONE_WIDTH_MM), length, across)
    return Zone(0.0, start, across, length)


def _cut(millimetres: float) -> float:
    return math.floor(millimetres * POINTS_PER_MM * 10) / 10


def points(millimetres: float) -> float:
    """Millimetres as points."""
    return millimetres * POINTS_PER_MM


def mm(length: float) -> float:
    """Points as millimetres."""
    return length / POINTS_PER_MM


def whole_mm(length: float) -> int:
    """Points as whole millimetres, a half rounded up."""
    return math.floor(mm(length) + 0.5)


def is_printable_size(width: float, height: float) -> bool:
    """Whether a page of this size in points is A4 within the tolerance, upright or on its side."""
    sides = whole_mm(width), whole_mm(height)
    return min(sides) in _SHORT_SIDE_MM and max(sides) in _LONG_SIDE_MM


def turned(x: float, y: float, width: float, height: float, rotation: int) -> tuple[float, float]:
    """Where a point of the unturned page (from its LOWER left corner) lies as the page is shown.

    `rotation` is clockwise, in degrees: 0, 90, 180 or 270.
    """
    match rotation % 360:
        case 90:
            return y, x
        case 180:
            return width - x, y
        case 270:
            return height - y, width - x
        case _:
            return x, height - y
