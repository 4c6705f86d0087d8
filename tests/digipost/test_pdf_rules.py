"""Each rule of Digipost's print with a file on each side of its boundary, each warning with and without its cause."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pikepdf
import pytest

from desktop_app.digipost import pdf_inspection
from desktop_app.digipost.pdf_inspection import inspect
from desktop_app.digipost.pdf_rules import Finding, PdfLimits, PdfRule, PdfVerdict, PdfWarning
from tests.helpers.pdfs import A4, Box, PageSpec, PdfSpec, TextAt, make_letter_pdf, write_pdf

Checked = Callable[..., PdfVerdict]
BODY = (TextAt("Kjære medlem", 25, 60), TextAt("Hilsen kontoret", 25, 250))
LANDSCAPE = (297.0, 210.0)


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Makes the document and gives the verdict about it."""

    def check(*pages: PageSpec, limits: PdfLimits | None = None, **document: object) -> PdfVerdict:
        spec = PdfSpec(pages or (PageSpec(BODY),), **document)  # type: ignore[arg-type]
        return inspect(write_pdf(tmp_path / "letter.pdf", spec), limits or PdfLimits())

    return check


def errors(verdict: PdfVerdict) -> Sequence[str]:
    return verdict.error_codes


def test_a_plain_letter_passes_everything(tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "letter.pdf", ["Kjære Åse Ødegård", "Velkommen"], pages=2)
    verdict = inspect(path, PdfLimits())
    assert verdict.errors == ()
    assert verdict.warning_codes == ("not_pdfa",)
    assert verdict.ok_digital
    assert verdict.ok_print
    assert verdict.pages == 2
    assert verdict.size == path.stat().st_size
    assert [(page.number, page.width_mm, page.height_mm) for page in verdict.page_details] == [
        (1, 210.0, 297.0),
        (2, 210.0, 297.0),
    ]


# --- 1 parses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4", b"hello", b"PK\x03\x04" + bytes(500), b"%PDF-1.7\n" + b"x" * 3000, bytes(5000)],
    ids=["empty", "only a header", "text", "zip", "corrupt", "zeros"],
)
def test_what_is_no_pdf_stops_everything(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    verdict = inspect(path, PdfLimits())
    assert errors(verdict) == ("not_a_pdf",)
    assert not verdict.ok_digital
    assert not verdict.ok_print
    assert verdict.pages == 0


def test_a_header_may_stand_after_some_rubbish(tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "letter.pdf", ["Hei"])
    path.write_bytes(b"\n" * 100 + path.read_bytes())
    assert inspect(path, PdfLimits()).ok_digital


# --- 2 not encrypted ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("revision", "version"), [(2, "1.4"), (3, "1.4"), (4, "1.6"), (6, "2.0")])
@pytest.mark.parametrize("password", ["", "hemmelig"])
def test_any_encryption_stops_print_only(
    checked: Checked, revision: Literal[2, 3, 4, 6], version: str, password: str
) -> None:
    metadata = revision >= 4
    encryption = pikepdf.Encryption(
        owner="eier",
        user=password,
        R=revision,
        metadata=metadata,
        aes=metadata,
    )
    verdict = checked(encryption=encryption, version=version)
    assert errors(verdict) == ("encrypted",)
    assert verdict.ok_digital
    assert not verdict.ok_print
    assert ("needs_password" in verdict.warning_codes) is bool(password)


def test_an_encrypted_file_is_not_looked_into_further(checked: Checked) -> None:
    wrong = PageSpec([TextAt("x", 5, 100)], size=(148, 210), font="missing")
    verdict = checked(*[wrong] * 21, encryption=pikepdf.Encryption(owner="eier", user=""), version="2.0")
    assert errors(verdict) == ("encrypted",)


# --- 3 and 4 pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "limit", "fits"), [(20, 20, True), (21, 20, False), (14, 14, True), (15, 14, False)]
)
def test_the_number_of_pages_is_limited_for_print(
    checked: Checked, pages: int, limit: int, fits: bool
) -> None:
    verdict = checked(*[PageSpec(BODY)] * pages, limits=PdfLimits(max_pages=limit))
    assert errors(verdict) == (() if fits else ("too_many_pages",))
    assert verdict.ok_digital
    assert verdict.ok_print is fits
    assert verdict.pages == pages


def test_a_book_is_counted_but_not_read_to_its_end(checked: Checked) -> None:
    verdict = checked(*[PageSpec(BODY)] * 300)
    assert verdict.pages == 300
    assert errors(verdict) == ("too_many_pages",)
    assert len(verdict.page_details) < 50


def test_a_file_without_pages_stops_everything(tmp_path: Path) -> None:
    verdict = inspect(write_pdf(tmp_path / "letter.pdf", PdfSpec(())), PdfLimits())
    assert errors(verdict) == ("no_pages",)
    assert not verdict.ok_digital
    assert not verdict.ok_print


# --- 5 version ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_versions_up_to_1_7_may_be_printed(checked: Checked, version: str) -> None:
    assert errors(checked(version=version)) == ()


@pytest.mark.parametrize("version", ["1.8", "2.0", "0.9"])
def test_other_versions_stop_print_only(checked: Checked, version: str) -> None:
    verdict = checked(version=version)
    assert errors(verdict) == ("pdf_version",)
    assert verdict.ok_digital
    assert verdict.errors[0].detail == version


def test_the_version_in_the_catalog_is_not_the_rules_concern(checked: Checked) -> None:
    verdict = checked(version="1.7", catalog_version="2.0")
    assert errors(verdict) == ()
    assert "newer_inside" in verdict.warning_codes
    assert "newer_inside" not in checked(version="1.4", catalog_version="1.7").warning_codes


# --- 6 size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "fits"),
    [
        (A4, True),
        (LANDSCAPE, True),
        ((200, 287), True),
        ((199.6, 286.6), True),
        ((199.4, 297), False),
        ((210.4, 297.4), True),
        ((210.6, 297), False),
        ((210, 297.6), False),
        ((210, 286.4), False),
        ((148, 210), False),
        ((215.9, 279.4), False),
        ((220, 307), False),
        ((297, 420), False),
    ],
)
def test_every_page_is_a4_within_the_tolerance(
    checked: Checked, size: tuple[float, float], fits: bool
) -> None:
    verdict = checked(PageSpec(BODY), PageSpec([TextAt("Hei", 100, 50)], size=size))
    assert errors(verdict) == (() if fits else ("page_size",))
    assert verdict.ok_digital
    assert fits or verdict.errors[0].page == 2


def test_the_crop_box_counts_and_not_the_media_box(checked: Checked) -> None:
    large = (230.0, 317.0)
    assert errors(checked(PageSpec(size=large))) == ("page_size",)
    assert errors(checked(PageSpec(size=large, crop=(10, 10, 220, 307)))) == ()
    assert errors(checked(PageSpec(size=A4, crop=(0, 0, 148, 210)))) == ("page_size",)


def test_a_crop_box_beyond_the_media_box_is_cut_to_it(checked: Checked) -> None:
    assert errors(checked(PageSpec(size=A4, crop=(-50, -50, 400, 400)))) == ()


def test_turning_the_page_for_the_screen_does_not_change_its_size(checked: Checked) -> None:
    for rotation in (90, 180, 270):
        verdict = checked(PageSpec(rotate=rotation))
        assert errors(verdict) == ()
        assert "rotated_page" in verdict.warning_codes


def test_sizes_and_fonts_given_once_for_all_pages_are_found(checked: Checked) -> None:
    assert errors(checked(PageSpec(BODY), inherit=True)) == ()
    assert errors(checked(PageSpec(size=(148, 210)), inherit=True)) == ("page_size",)
    assert errors(checked(PageSpec(font="missing"), inherit=True)) == ("font_not_embedded",)


# --- 7 the bar code zone -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "y", "free"),
    [
        (15.1, 100, True),
        (14.5, 100, False),
        (15.0, 100, True),
        (14.99, 100, False),
        (0.0, 135, False),
        (5, 94.9, True),
        (5, 95.0, False),
        (5, 174.9, False),
        (5, 175.0, True),
        (5, 60, True),
        (5, 250, True),
    ],
)
def test_no_text_begins_in_the_zone(checked: Checked, x: float, y: float, free: bool) -> None:
    verdict = checked(PageSpec([TextAt("i", x, y, 8)]))
    assert errors(verdict) == (() if free else ("barcode_zone_text",))
    assert verdict.ok_digital
    assert verdict.page_details[0].has_zone_text is not free


@pytest.mark.parametrize(
    ("x", "y", "free"),
    [
        (100, 194.8, True),
        (100, 195.2, False),
        (100, 209, False),
        (94.9, 205, True),
        (95.0, 205, False),
        (174.9, 205, False),
        (175.0, 205, True),
        (5, 100, True),
    ],
)
def test_on_a_page_on_its_side_the_zone_lies_along_the_bottom(
    checked: Checked, x: float, y: float, free: bool
) -> None:
    verdict = checked(PageSpec([TextAt("i", x, y, 8)], size=LANDSCAPE))
    assert errors(verdict) == (() if free else ("barcode_zone_text",))


def test_each_page_is_looked_at(checked: Checked) -> None:
    verdict = checked(PageSpec(BODY), PageSpec([TextAt("x", 5, 100)]), PageSpec(BODY))
    assert [(found.code, found.page) for found in verdict.errors] == [(PdfRule.BARCODE_ZONE_TEXT, 2)]


def test_blanks_do_not_count(checked: Checked) -> None:
    assert errors(checked(PageSpec([TextAt("   ", 5, 100)]))) == ()
    assert errors(checked(PageSpec([TextAt("      x", 5, 100, 30)]))) == ()


def test_text_inside_a_form_counts(checked: Checked) -> None:
    assert errors(checked(PageSpec(in_form=[TextAt("x", 5, 100)]))) == ("barcode_zone_text",)


def test_invisible_text_counts(checked: Checked) -> None:
    """A scanned page has such text behind the picture."""
    hidden = b"BT 3 Tr /F1 10 Tf 20 500 Td (usynlig) Tj ET"
    assert errors(checked(PageSpec(extra=hidden))) == ("barcode_zone_text",)


def test_the_zone_is_measured_from_the_crop_box(checked: Checked) -> None:
    page = PageSpec([TextAt("x", 30, 130)], size=(230, 317), crop=(20, 10, 230, 307))
    assert errors(checked(page)) == ("barcode_zone_text",)
    assert errors(checked(replace(page, texts=[TextAt("x", 36, 130)]))) == ()


def test_a_page_that_does_not_begin_at_zero_is_measured_from_its_corner(checked: Checked) -> None:
    assert errors(checked(PageSpec([TextAt("x", 5, 100)], origin=(100, -50)))) == ("barcode_zone_text",)
    assert errors(checked(PageSpec([TextAt("x", 20, 100)], origin=(-100, 50)))) == ()


UPRIGHT_INSIDE = ((7.0, 100.0), (3.0, 135.0), (12.0, 170.0))
UPRIGHT_OUTSIDE = ((20.0, 135.0), (7.0, 90.0), (7.0, 180.0), (100.0, 205.0), (190.0, 100.0))
LYING_INSIDE = ((100.0, 198.0), (135.0, 207.0), (170.0, 198.0))
LYING_OUTSIDE = ((90.0, 205.0), (180.0, 205.0), (135.0, 190.0), (7.0, 135.0))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("size", "inside", "outside"),
    [(A4, UPRIGHT_INSIDE, UPRIGHT_OUTSIDE), (LANDSCAPE, LYING_INSIDE, LYING_OUTSIDE)],
    ids=["upright", "on its side"],
)
def test_on_turned_pages_text_and_ink_are_looked_for_in_the_same_place(
    checked: Checked,
    size: tuple[float, float],
    inside: Sequence[tuple[float, float]],
    outside: Sequence[tuple[float, float]],
    rotation: int,
) -> None:
    """The text's place is computed and the ink's is drawn. The zone is where the turned page shows it."""
    for shown in (*inside, *outside):
        x, y = unturned(shown, size, rotation)
        with_text = checked(PageSpec([TextAt("x", x, y, 4)], size=size, rotate=rotation))
        with_dot = checked(PageSpec(boxes=[Box(x - 0.3, y - 0.3, 0.6, 0.6)], size=size, rotate=rotation))
        assert ("barcode_zone_text" in with_text.error_codes) is (shown in inside), shown
        ink = with_dot.page_details[0].zone_ink
        assert ink is not None
        assert (ink > 0) is (shown in inside), shown


def unturned(shown: tuple[float, float], size: tuple[float, float], rotation: int) -> tuple[float, float]:
    """Where on the unturned page (from its upper left corner) a point is that the turned page shows there."""
    across, down = shown
    width, height = size
    return {
        0: (across, down),
        90: (down, height - across),
        180: (width - across, height - down),
        270: (width - down, across),
    }[rotation]


# --- 8 the zone can be read --------------------------------------------------------------------------


def test_a_page_that_cannot_be_read_is_not_vouched_for(tmp_path: Path) -> None:
    """The page tree says one page and has two: the second is found by one reader and not by the other."""
    path = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec(BODY), PageSpec(BODY)]))
    content = path.read_bytes()
    assert b"/Count 2" in content
    path.write_bytes(content.replace(b"/Count 2", b"/Count 1"))
    verdict = inspect(path, PdfLimits())
    assert "barcode_zone_unreadable" in verdict.error_codes
    assert verdict.ok_digital
    assert not verdict.ok_print


def test_a_failure_of_the_reader_is_a_finding(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(pdf_inspection, "has_zone_text", fails)
    verdict = checked(PageSpec(BODY), PageSpec(BODY))
    assert [(found.code, found.page) for found in verdict.errors] == [
        (PdfRule.BARCODE_ZONE_UNREADABLE, 1),
        (PdfRule.BARCODE_ZONE_UNREADABLE, 2),
    ]


# --- 9 fonts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("font", ["helvetica", "embedded", "arial", "type3", "composite"])
def test_fonts_in_the_file_or_always_there_pass(checked: Checked, font: str) -> None:
    assert errors(checked(PageSpec([TextAt("Hei", 50, 50)], font=font))) == ()


@pytest.mark.parametrize("font", ["missing", "no descriptor", "damaged", "half"])
def test_fonts_that_are_missing_or_damaged_stop_everything(checked: Checked, font: str) -> None:
    verdict = checked(PageSpec(BODY), PageSpec([TextAt("Hei", 50, 50)], font=font))
    assert errors(verdict) == ("font_not_embedded",)
    assert not verdict.ok_digital
    assert not verdict.ok_print
    assert verdict.errors[0].page == 2
    assert verdict.errors[0].detail


def test_a_font_counts_though_nothing_is_written_with_it(checked: Checked) -> None:
    assert errors(checked(PageSpec(font="missing"))) == ("font_not_embedded",)


@pytest.mark.parametrize(
    ("name", "passes"),
    [
        ("Times-Roman", True),
        ("TimesNewRomanPSMT", True),
        ("Times New Roman", True),
        ("T-i-m-e-s", True),
        ("ABCDEF+Arial-Bold", True),
        ("CourierNew", True),
        ("MyHelveticaNeue", True),
        ("Symbol", True),
        ("Zapf-Dingbats", True),
        ("arial", True),
        ("Calibri", False),
        ("Georgia", False),
        ("Time", False),
    ],
)
def test_a_name_decides_what_is_always_there(tmp_path: Path, name: str, passes: bool) -> None:
    path = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec(font="missing")]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font.F1.BaseFont = pikepdf.Name("/" + name)
        pdf.save(path)
    assert inspect(path, PdfLimits()).ok_digital is passes


@pytest.mark.parametrize(
    "fault",
    [
        lambda font: font.__setattr__("DescendantFonts", pikepdf.Array([])),
        lambda font: font.__delattr__("DescendantFonts"),
        lambda font: font.__setattr__("DescendantFonts", pikepdf.Array([7])),
    ],
)
def test_a_composite_font_without_its_font_is_damaged(
    tmp_path: Path, fault: Callable[[pikepdf.Object], None]
) -> None:
    path = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec(font="composite")]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        fault(pdf.pages[0].Resources.Font.F1)
        pdf.save(path)
    assert inspect(path, PdfLimits()).error_codes == ("font_not_embedded",)


def test_something_else_in_place_of_a_font_is_damage(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "letter.pdf", PdfSpec())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font.F1 = pikepdf.Array([1, 2])
        pdf.save(path)
    assert inspect(path, PdfLimits()).error_codes == ("font_not_embedded",)


# --- Warnings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "warned"),
    [
        (Box(5, 120, 5, 5), True),
        (Box(0, 60, 210, 200, grey=0.9), True),
        (Box(10, 96, 0.3, 70), True),
        (Box(0, 130, 30, 0.2), True),
        (Box(15.1, 90, 50, 90), False),
        (Box(0, 0, 30, 94.9), False),
        (Box(0, 175.1, 30, 100), False),
        (Box(0, 60, 210, 200, grey=1.0), False),
    ],
    ids=["dot", "pale ground", "upright line", "lying line", "beside", "above", "below", "white"],
)
def test_ink_in_the_zone_is_warned_of(checked: Checked, box: Box, warned: bool) -> None:
    verdict = checked(PageSpec(boxes=[box]))
    assert verdict.ok_print, "the validator sees only text"
    assert ("barcode_zone_ink" in verdict.warning_codes) is warned


def test_a_stamp_in_the_zone_is_ink(checked: Checked) -> None:
    verdict = checked(PageSpec(stamp=TextAt("KOPI", 5, 120)))
    assert errors(verdict) == ()
    assert "barcode_zone_ink" in verdict.warning_codes


def test_text_in_the_zone_is_not_said_twice(checked: Checked) -> None:
    assert "barcode_zone_ink" not in checked(PageSpec([TextAt("x", 5, 100)])).warning_codes


def test_fonts_inside_forms_are_warned_of(checked: Checked) -> None:
    verdict = checked(PageSpec(in_form=[TextAt("x", 50, 50)], form_font="missing"))
    assert verdict.ok_digital, "the validator does not look there"
    assert [
        found.detail for found in verdict.warnings if found.code is PdfWarning.FORM_FONT_NOT_EMBEDDED
    ] == ["ComicSansMS"]
    fine = checked(PageSpec(in_form=[TextAt("x", 50, 50)], form_font="embedded"))
    assert "form_font_not_embedded" not in fine.warning_codes


@pytest.mark.parametrize("place", ["open", "names", "page"])
def test_programs_are_warned_of(checked: Checked, place: str) -> None:
    assert "javascript" in checked(javascript=place).warning_codes
    assert "javascript" not in checked().warning_codes


def test_what_else_is_packed_in_is_warned_of(checked: Checked) -> None:
    assert "embedded_files" in checked(embedded_file=True).warning_codes
    assert "form_fields" in checked(form_field=True).warning_codes
    plain = checked().warning_codes
    assert "embedded_files" not in plain
    assert "form_fields" not in plain


def test_the_kind_for_long_storage_is_recognised(checked: Checked) -> None:
    assert "not_pdfa" in checked().warning_codes
    assert "not_pdfa" not in checked(pdfa=True).warning_codes


def test_a_large_file_is_told_from_a_small_one(tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "letter.pdf", ["Hei"])
    size = path.stat().st_size
    assert "large_file" not in inspect(path, PdfLimits(advised_bytes=size)).warning_codes
    verdict = inspect(path, PdfLimits(advised_bytes=size - 1))
    assert "large_file" in verdict.warning_codes
    assert verdict.ok_print


def test_damage_that_was_mended_on_reading_is_told(tmp_path: Path) -> None:
    path = make_letter_pdf(tmp_path / "letter.pdf", ["Hei"])
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"startxref")] + b"startxref\n5\n%%EOF\n")
    verdict = inspect(path, PdfLimits())
    assert verdict.ok_digital
    assert "damaged_but_readable" in verdict.warning_codes


@pytest.mark.parametrize("spec", [PdfSpec(object_streams=True, version="1.5"), PdfSpec(version="1.7")])
def test_newer_forms_of_file_are_no_damage(tmp_path: Path, spec: PdfSpec) -> None:
    verdict = inspect(write_pdf(tmp_path / "letter.pdf", spec), PdfLimits())
    assert verdict.errors == ()
    assert verdict.warning_codes == ("not_pdfa",)


# --- Verdicts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", list(PdfRule))
def test_which_rules_stop_the_digital_letter(rule: PdfRule) -> None:
    verdict = PdfVerdict("", 0, 1, errors=(Finding(rule),))
    stops = {"not_a_pdf", "no_pages", "font_not_embedded", "not_checked"}
    assert verdict.ok_digital is (rule.value not in stops)
    assert not verdict.ok_print


@pytest.mark.parametrize("code", [*PdfRule, *PdfWarning])
def test_every_finding_has_words(code: PdfRule | PdfWarning) -> None:
    words = str(Finding(code, 3, "Comic Sans").text)
    assert words.endswith((".", "2"))
    assert "{" not in words


def test_codes_come_once_and_in_the_order_of_the_table() -> None:
    found = (
        Finding(PdfRule.FONT_NOT_EMBEDDED, 2),
        Finding(PdfRule.PAGE_SIZE, 1),
        Finding(PdfRule.PAGE_SIZE, 2),
    )
    assert PdfVerdict("", 0, 2, errors=found).error_codes == ("page_size", "font_not_embedded")
