"""Letters are read and drawn in a process of its own, and what cannot be read harms nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.wizards.letter_pages import LetterPages, PageUnreadable
from tests.helpers.pdfs import PageSpec, PdfSpec, TextAt, make_letter_pdf, write_pdf


@pytest.fixture(scope="module")
def pages() -> Iterator[LetterPages]:
    opened = LetterPages()
    yield opened
    opened.close()


def test_the_text_of_each_page(pages: LetterPages, tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "a.pdf", ["Åse Ødegård", "Storgata 4"], pages=2)
    assert [text.split("\r\n") for text in pages.texts(path)] == [["Åse Ødegård", "Storgata 4"]] * 2


def test_a_page_as_a_picture_with_where_the_words_stand(pages: LetterPages, tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "a.pdf", ["Til Åse Ødegård", "Storgata 4"], pages=3)
    image = pages.picture(path, 1, 400, ["åse ødegård", "nobody"])
    assert image.png.startswith(b"\x89PNG")
    assert image.pages == 3
    ((left, top, width, height),) = image.marks["åse ødegård"]
    assert 0.1 < left < 0.2
    assert 0.15 < top < 0.25
    assert width > height > 0
    assert "nobody" not in image.marks


UPRIGHT, ON_ITS_SIDE = (210.0, 297.0), (297.0, 210.0)


@pytest.mark.parametrize(
    ("size", "rotate", "zone"),
    [
        (UPRIGHT, 0, (0, 95 / 297, 15 / 210, 80 / 297)),
        (ON_ITS_SIDE, 0, (95 / 297, 195 / 210, 80 / 297, 15 / 210)),
        (UPRIGHT, 180, (0, 95 / 297, 15 / 210, 80 / 297)),
    ],
)
def test_the_place_of_the_bar_code(
    pages: LetterPages,
    tmp_path: Path,
    size: tuple[float, float],
    rotate: int,
    zone: tuple[float, float, float, float],
) -> None:
    path = write_pdf(tmp_path / "a.pdf", PdfSpec([PageSpec(size=size, rotate=rotate)]))
    assert pages.picture(path, 1, 400).zone == pytest.approx(zone, abs=0.002)


@pytest.mark.parametrize("origin", [(0.0, 0.0), (30.0, -20.0)])
@pytest.mark.parametrize(
    ("rotate", "left", "top"),
    [
        (0, 42 / 210, 60 / 297),
        (90, 1 - 60 / 297, 42 / 210),
        (180, 1 - 42 / 210, 1 - 60 / 297),
        (270, 60 / 297, 1 - 42 / 210),
    ],
)
def test_words_are_marked_where_the_turned_page_shows_them(
    pages: LetterPages,
    tmp_path: Path,
    rotate: int,
    left: float,
    top: float,
    origin: tuple[float, float],
) -> None:
    spec = PageSpec([TextAt("Odegard", 42, 60, size=2)], rotate=rotate, origin=origin)
    image = pages.picture(write_pdf(tmp_path / "a.pdf", PdfSpec([spec])), 1, 400, ["odegard"])
    ((x, y, width, height),) = image.marks["odegard"]
    near = 0.03
    assert x - near <= left <= x + width + near
    assert y - near <= top <= y + height + near


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.4 broken"])
def test_what_is_no_pdf_is_said_to_be_unreadable(pages: LetterPages, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(PageUnreadable):
        pages.texts(path)
    with pytest.raises(PageUnreadable):
        pages.picture(path, 1, 400)


def test_a_page_that_is_not_there_is_unreadable(pages: LetterPages, tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "a.pdf", ["x"])
    with pytest.raises(PageUnreadable):
        pages.picture(path, 2, 400)
