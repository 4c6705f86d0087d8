"""Letters are read and drawn in a process of its own, and what cannot be read harms nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.wizards.letter_pages import LetterPages, PageUnreadable
from tests.helpers.pdfs import make_letter_pdf


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
