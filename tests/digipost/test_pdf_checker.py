"""The checker: verdicts from a child process, kept by the file's hash; pictures, texts and corrected copies."""

import stat
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.digipost.pdf_cache import VerdictStore
from desktop_app.digipost.pdf_checker import FileUnreadable, NotCorrectable, PdfChecker, PdfUnusable
from desktop_app.digipost.pdf_inspection import inspect, texts, write_corrected
from desktop_app.digipost.pdf_records import from_record, to_record
from desktop_app.digipost.pdf_rules import PdfLimits, check_pdf
from tests.helpers.pdfs import A4, Box, PageSpec, PdfSpec, TextAt, make_letter_pdf, write_pdf
from tests.helpers.watching import Watching

WRONG = PageSpec([TextAt("I margen", 3, 120), TextAt("Til høyre", 190, 290), TextAt("Oppe", 100, 8)])


@pytest.fixture(scope="module")
def shared_checker() -> Iterator[PdfChecker]:
    with PdfChecker() as checker:
        yield checker


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return make_letter_pdf(tmp_path / "letter.pdf", ["Kjære Åse Ødegård", "Kundenummer K1"], pages=2)


# --- Checking ----------------------------------------------------------------------------------------


def test_the_child_gives_the_same_verdict_as_the_rules(shared_checker: PdfChecker, letter: Path) -> None:
    assert shared_checker.check(letter) == inspect(letter, PdfLimits())


def test_one_file_can_be_checked_by_itself(letter: Path) -> None:
    assert check_pdf(letter).ok_print
    assert not check_pdf(letter, PdfLimits(max_pages=1)).ok_print


def test_a_file_that_is_not_there_is_the_persons_to_find(shared_checker: PdfChecker, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        shared_checker.check(tmp_path / "none.pdf")
    with pytest.raises(FileUnreadable):
        shared_checker.check(tmp_path)


def test_a_file_beyond_the_limits_is_not_vouched_for(shared_checker: PdfChecker, letter: Path) -> None:
    large = shared_checker.check(letter, PdfLimits(largest_bytes=letter.stat().st_size - 1))
    slow = shared_checker.check(letter, PdfLimits(seconds=-1))
    for verdict in (large, slow):
        assert verdict.error_codes == ("not_checked",)
        assert not verdict.ok_digital
    assert shared_checker.check(letter, PdfLimits(largest_bytes=letter.stat().st_size)).ok_print


def test_many_threads_may_check(shared_checker: PdfChecker, letter: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        verdicts = list(threads.map(lambda _: shared_checker.check(letter), range(20)))
    assert len(set(verdicts)) == 1


def test_a_check_can_be_stopped(letter: Path) -> None:
    stopped = Watching()
    stopped.is_stopped = True
    with PdfChecker() as checker, pytest.raises(Cancelled):
        checker.check(letter, context=stopped)


# --- Keeping verdicts --------------------------------------------------------------------------------


def test_a_verdict_is_kept_by_content_and_limits(letter: Path) -> None:
    kept: dict[str, str] = {}
    with PdfChecker(kept) as checker:
        first = checker.check(letter)
        (key,) = kept
        kept[key] = kept[key].replace('"pages": 2', '"pages": 77')
        assert checker.check(letter).pages == 77, "the kept one is used"
        assert checker.check(letter, PdfLimits(max_pages=1)).error_codes == ("too_many_pages",)
        copy = letter.with_name("copy.pdf")
        copy.write_bytes(letter.read_bytes())
        assert checker.check(copy).pages == 77, "the name does not matter"
        letter.write_bytes(letter.read_bytes() + b"\n")
        assert checker.check(letter).pages == first.pages, "another content is another file"


def test_a_kept_verdict_that_cannot_be_read_is_made_anew(letter: Path) -> None:
    kept: dict[str, str] = {}
    with PdfChecker(kept) as checker:
        checker.check(letter)
        (key,) = kept
        for rubbish in ("", "{}", "[1]", "null", '{"sha256": 1}'):
            kept[key] = rubbish
            assert checker.check(letter).pages == 2


def test_what_could_not_be_checked_is_not_kept(letter: Path) -> None:
    kept: dict[str, str] = {}
    with PdfChecker(kept) as checker:
        assert checker.check(letter, PdfLimits(seconds=-1)).error_codes == ("not_checked",)
    assert kept == {}


def test_a_record_gives_back_the_verdict(tmp_path: Path) -> None:
    page = PageSpec([TextAt("x", 5, 100)], size=(148, 210), font="missing")
    verdict = inspect(write_pdf(tmp_path / "wrong.pdf", PdfSpec([page, PageSpec()])), PdfLimits())
    assert verdict.errors
    assert verdict.warnings
    assert from_record(to_record(verdict)) == verdict


def test_a_store_remembers_from_one_run_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.sqlite"
    store = VerdictStore(path)
    store["a"], store["b"] = "1", "2"
    store["a"] = "3"
    store.close()
    store = VerdictStore(path)
    assert dict(store) == {"a": "3", "b": "2"}
    del store["a"]
    with pytest.raises(KeyError):
        del store["a"]
    with pytest.raises(KeyError):
        store["a"]
    assert len(store) == 1
    store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_store_forgets_the_oldest(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts.sqlite")
    for number in range(10):
        store[str(number)] = "x"
    store.prune(keep=3)
    assert sorted(store) == ["7", "8", "9"]
    store.close()


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.sqlite"
    path.write_bytes(b"no database at all" * 500)
    store = VerdictStore(path)
    store["a"] = "1"
    assert store["a"] == "1"
    store.close()


# --- Pictures and texts ------------------------------------------------------------------------------


def test_a_page_is_drawn_with_the_zone_marked(shared_checker: PdfChecker, letter: Path) -> None:
    marked = pixels(shared_checker.render_page(letter, 1, dpi=72))
    plain = pixels(shared_checker.render_page(letter, 1, dpi=72, mark_zone=False))
    assert (marked.width, marked.height) == (596, 842)
    assert marked.at(20, 380) != (255, 255, 255)
    assert plain.at(20, 380) == (255, 255, 255)
    assert marked.at(20, 200) == plain.at(20, 200) == (255, 255, 255)
    assert marked.at(20, 600) == plain.at(20, 600)


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_cannot_be_drawn(
    shared_checker: PdfChecker, letter: Path, page: int
) -> None:
    with pytest.raises(PdfUnusable):
        shared_checker.render_page(letter, page)


def test_a_page_of_monstrous_size_is_drawn_within_bounds(shared_checker: PdfChecker, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "huge.pdf", PdfSpec([PageSpec(size=(5000, 5000))]))
    picture = pixels(shared_checker.render_page(path, 1, dpi=600))
    assert picture.width * picture.height < 26_000_000


def test_the_text_comes_page_by_page(shared_checker: PdfChecker, letter: Path) -> None:
    pages = shared_checker.extract_text(letter)
    assert [page.split("\r\n") for page in pages] == [["Kjære Åse Ødegård", "Kundenummer K1"]] * 2


def test_what_is_no_pdf_has_no_pictures_and_no_text(shared_checker: PdfChecker, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"no pdf")
    with pytest.raises(PdfUnusable):
        shared_checker.render_page(path, 1)
    with pytest.raises(PdfUnusable):
        shared_checker.extract_text(path)


# --- Corrected copies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        WRONG,
        PageSpec(WRONG.texts, rotate=90),
        PageSpec(WRONG.texts, rotate=180),
        PageSpec(WRONG.texts, rotate=270),
        PageSpec([TextAt("Nede", 120, 205), TextAt("x", 5, 10)], size=(297, 210)),
        PageSpec(WRONG.texts, size=(215.9, 300)),
        PageSpec([TextAt("x", 1, 1, 3), TextAt("y", 140, 200)], size=(148, 210)),
        PageSpec(WRONG.texts, size=(297, 420)),
        PageSpec(WRONG.texts, size=(240, 330), crop=(0, 10, 230, 330)),
        PageSpec(WRONG.texts, origin=(300, -200)),
        PageSpec(in_form=WRONG.texts),
        PageSpec(WRONG.texts, font="embedded"),
        PageSpec(WRONG.texts, boxes=[Box(0, 0, 210, 297, grey=0.8)]),
    ],
    ids=[
        "text in the zone",
        "turned 90",
        "turned 180",
        "turned 270",
        "on its side",
        "letter",
        "A5",
        "A3",
        "cropped",
        "moved",
        "in a form",
        "embedded font",
        "coloured ground",
    ],
)
def test_a_corrected_copy_passes_and_keeps_the_words(tmp_path: Path, page: PageSpec) -> None:
    source = write_pdf(tmp_path / "letter.pdf", PdfSpec([page, page]))
    before = source.read_bytes()
    target = tmp_path / "copy.pdf"
    write_corrected(source, target)
    verdict = inspect(target, PdfLimits())
    assert verdict.errors == ()
    assert verdict.pages == 2
    assert [detail.zone_ink for detail in verdict.page_details] == [0.0, 0.0]
    assert {(detail.width_mm, detail.height_mm) for detail in verdict.page_details} <= {A4, A4[::-1]}
    assert [sorted(text.split()) for text in texts(target)] == [
        sorted(text.split()) for text in texts(source)
    ]
    assert source.read_bytes() == before


def test_a_corrected_copy_lies_as_the_page_was_shown(tmp_path: Path) -> None:
    shown_lying = [PageSpec(size=(297, 210)), PageSpec(rotate=90), PageSpec(size=(297, 210), rotate=180)]
    source = write_pdf(tmp_path / "letter.pdf", PdfSpec([*shown_lying, PageSpec(size=(297, 210), rotate=90)]))
    write_corrected(source, tmp_path / "copy.pdf")
    verdict = inspect(tmp_path / "copy.pdf", PdfLimits())
    assert [detail.is_landscape for detail in verdict.page_details] == [True, True, True, False]
    assert {detail.rotation for detail in verdict.page_details} == {0}


def test_a_stamp_becomes_part_of_the_copy(tmp_path: Path) -> None:
    source = write_pdf(
        tmp_path / "letter.pdf", PdfSpec([PageSpec(WRONG.texts, stamp=TextAt("KOPI", 100, 150))])
    )
    assert "KOPI" not in texts(source)[0]
    write_corrected(source, tmp_path / "copy.pdf")
    assert "KOPI" in texts(tmp_path / "copy.pdf")[0]


def test_the_copy_names_its_fonts_where_digipost_looks(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec(WRONG.texts, font="missing")]))
    write_corrected(source, tmp_path / "copy.pdf")
    assert "font_not_embedded" in inspect(tmp_path / "copy.pdf", PdfLimits()).error_codes


def test_the_checker_corrects_and_checks_again(shared_checker: PdfChecker, tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "letter.pdf", PdfSpec([WRONG], version="2.0", javascript="open"))
    assert not shared_checker.check(source).ok_print
    verdict = shared_checker.corrected_copy(source, tmp_path / "copy.pdf")
    assert verdict.ok_print
    assert "javascript" not in verdict.warning_codes
    assert shared_checker.check(tmp_path / "copy.pdf") == verdict


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (PdfSpec([PageSpec(font="missing")]), "ComicSansMS"),
        (PdfSpec([PageSpec()] * 21), "21 pages"),
        (PdfSpec(()), "no pages"),
        (PdfSpec(encryption=pikepdf.Encryption(owner="eier", user=""), version="2.0"), "protected"),
    ],
)
def test_what_shrinking_does_not_mend_is_said(
    shared_checker: PdfChecker, tmp_path: Path, spec: PdfSpec, words: str
) -> None:
    source = write_pdf(tmp_path / "letter.pdf", spec)
    with pytest.raises(NotCorrectable, match=words):
        shared_checker.corrected_copy(source, tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()


class pixels:  # noqa: N801 - reads as a function
    """A PNG as the program writes them: red, green and blue, each row unfiltered."""

    def __init__(self, png: bytes) -> None:
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        self.width, self.height, depth, kind = struct.unpack(">IIBB", png[16:26])
        assert (depth, kind) == (8, 2)
        start = png.index(b"IDAT")
        length = struct.unpack(">I", png[start - 4 : start])[0]
        self._rows = zlib.decompress(png[start + 4 : start + 4 + length])

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        place = y * (self.width * 3 + 1) + 1 + x * 3
        red, green, blue = self._rows[place : place + 3]
        return red, green, blue
