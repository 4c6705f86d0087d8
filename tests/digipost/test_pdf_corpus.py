"""Hundreds of odd PDFs: none crashes the check, none holds it up, and each gets a verdict."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.digipost.pdf_checker import NotCorrectable, PdfChecker, PdfUnusable
from desktop_app.digipost.pdf_rules import PdfLimits
from tests.helpers.odd_pdfs import corpus

LIMITS = PdfLimits(seconds=3)
CORPUS = dict(corpus())


@pytest.fixture(scope="module")
def checker() -> Iterator[PdfChecker]:
    with PdfChecker(seconds=3) as checker:
        yield checker


def test_the_corpus_is_large_and_the_same_each_time() -> None:
    assert len(CORPUS) >= 200
    again = dict(corpus())
    for name, content in CORPUS.items():
        # A file's encryption is made with chance numbers, which are the libraries' own.
        assert again[name] == content or name.startswith("encrypted")


@pytest.mark.parametrize("name", CORPUS)
def test_an_odd_file_gets_a_verdict_in_time(checker: PdfChecker, tmp_path: Path, name: str) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(CORPUS[name])
    began = time.monotonic()
    verdict = checker.check(path, LIMITS)
    assert time.monotonic() - began < LIMITS.seconds + 5
    assert verdict.size == len(CORPUS[name])
    if name.startswith("encrypted") and name.endswith(tuple("2346d")):
        assert "encrypted" in verdict.error_codes
    if name.startswith("whole"):
        assert "not_a_pdf" not in verdict.error_codes
        assert verdict.pages > 0
    if "not_checked" not in verdict.error_codes:
        _look_at_it_otherwise(checker, path)


def test_a_file_without_end_costs_a_new_child_and_no_more(tmp_path: Path) -> None:
    endless, plain = tmp_path / "endless.pdf", tmp_path / "plain.pdf"
    endless.write_bytes(CORPUS["a form that doubles itself"])
    plain.write_bytes(CORPUS["whole plain"])
    with PdfChecker(seconds=0.5) as checker:
        before = checker.check(plain)
        with pytest.raises(PdfUnusable):
            checker.render_page(endless, 1)
        assert checker.check(plain) == before


def _look_at_it_otherwise(checker: PdfChecker, path: Path) -> None:
    """Whatever the verdict, drawing, reading and correcting end too, in a result or in words."""
    for act in (
        lambda: checker.render_page(path, 1, dpi=40),
        lambda: checker.extract_text(path),
        lambda: checker.corrected_copy(path, path.with_name("copy.pdf"), LIMITS),
    ):
        try:
            act()
        except (PdfUnusable, NotCorrectable):
            continue
