"""The place of the bar code and the sizes of pages, as numbers."""

import pytest

from desktop_app.digipost.pdf_zone import barcode_zone, is_printable_size, points, turned, whole_mm

A4 = (points(210), points(297))


def test_the_zone_of_an_upright_page_has_the_validators_numbers() -> None:
    zone = barcode_zone(*A4)
    assert (zone.x, zone.y, zone.width, zone.height) == (0.0, 269.2, 42.5, 226.7)


def test_the_zone_of_a_page_on_its_side_lies_along_the_bottom() -> None:
    zone = barcode_zone(A4[1], A4[0])
    assert (zone.x, zone.y, zone.width, zone.height) == (269.2, 552.7, 226.7, 42.5)


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [
        (0, 269.2, True),
        (-0.01, 300, False),
        (0, 269.19, False),
        (42.49, 300, True),
        (42.5, 300, False),
        (20, 495.89, True),
        (20, 495.9, False),
    ],
)
def test_the_upper_and_left_edges_belong_to_the_zone(x: float, y: float, inside: bool) -> None:
    assert barcode_zone(*A4).contains(x, y) is inside


@pytest.mark.parametrize(
    ("width", "height", "printable"),
    [
        (210, 297, True),
        (297, 210, True),
        (200, 287, True),
        (199.5, 286.5, True),
        (199.4, 287, False),
        (200, 286.4, False),
        (210.4, 297.4, True),
        (210.5, 297, False),
        (210, 297.5, False),
        (148, 210, False),
        (215.9, 279.4, False),
        (220, 307, False),
        (210, 210, False),
        (0, 0, False),
    ],
)
def test_a4_within_the_tolerance_may_be_printed(width: float, height: float, printable: bool) -> None:
    assert is_printable_size(points(width), points(height)) is printable
    assert is_printable_size(points(height), points(width)) is printable


def test_half_a_millimetre_is_rounded_up() -> None:
    assert [whole_mm(points(size)) for size in (199.49, 199.5, 200.49, 200.5)] == [199, 200, 200, 201]


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [(0, (10, 180)), (90, (20, 10)), (180, (90, 20)), (270, (180, 90)), (360, (10, 180)), (-90, (180, 90))],
)
def test_a_point_is_found_where_the_turned_page_shows_it(
    rotation: int, expected: tuple[float, float]
) -> None:
    """A page of 100 by 200 with a point 10 from the left and 20 from below."""
    assert turned(10, 20, 100, 200, rotation) == expected
