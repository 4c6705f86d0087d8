"""A verdict as one line of text and back, for keeping."""

import json
from dataclasses import asdict

from desktop_app.digipost.pdf_rules import Finding, PageDetail, PdfRule, PdfVerdict, PdfWarning


def to_record(verdict: PdfVerdict) -> str:
    """The verdict as JSON."""
    return json.dumps(
        {
            "sha256": verdict.sha256,
            "size": verdict.size,
            "pages": verdict.pages,
            "errors": [[found.code, found.page, found.detail] for found in verdict.errors],
            "warnings": [[found.code, found.page, found.detail] for found in verdict.warnings],
            "page_details": [asdict(detail) for detail in verdict.page_details],
        }
    )


def from_record(record: str) -> PdfVerdict | None:
    """The verdict in a line; None when the line is of another form, which means to check again."""
    try:
        kept = json.loads(record)
        return PdfVerdict(
            sha256=kept["sha256"],
            size=kept["size"],
            pages=kept["pages"],
            errors=tuple(Finding(PdfRule(code), page, detail) for code, page, detail in kept["errors"]),
            warnings=tuple(
                Finding(PdfWarning(code), page, detail) for code, page, detail in kept["warnings"]
            ),
            page_details=tuple(PageDetail(**detail) for detail in kept["page_details"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
