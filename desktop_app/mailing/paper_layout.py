"""How paper post is laid out: where the window is, how labels lie, how many sheets a file may have."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.base.settings import Settings
from desktop_app.mailing.options import MailingOptions, ReturnAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLayout:
    """Labels on a sheet of A4: so many across and down, with what is left free at the sheet's edges, in mm."""

    columns: int = 3
    rows: int = 8
    side_mm: float = 0.0
    top_mm: float = 0.0

    @property
    def per_sheet(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLayout:
    """Everything that can be chosen about paper post. Measures in mm from the sheet's upper left corner.

    `left_mm` and `top_mm` are the corner of the address block. What they are by default shows in the windows of
    the common Norwegian envelopes: C5 (15–120 mm across, 44–79 mm down) and C6/5 (15–115, 39–74). With
    `two_sided`, blank pages see to it that each address sheet and each document begins on a sheet of its own.
    A file has at most `sheets_per_file` sheets, unless one person's letter alone is longer.
    """

    left_mm: float = 22.0
    top_mm: float = 46.0
    two_sided: bool = True
    sheets_per_file: int = 500
    return_address: ReturnAddress | None = None
    labels: LabelLayout = LabelLayout()


def paper_layout(settings: Settings) -> PaperLayout:
    """What the settings say of paper post."""
    return PaperLayout(
        left_mm=float(settings.integer("print.window_left_mm")),
        top_mm=float(settings.integer("print.window_top_mm")),
        two_sided=settings.flag("print.two_sided"),
        sheets_per_file=settings.integer("print.sheets_per_file"),
        return_address=_return_address(settings),
        labels=LabelLayout(
            columns=settings.integer("print.label_columns"),
            rows=settings.integer("print.label_rows"),
            side_mm=float(settings.integer("print.label_side_mm")),
            top_mm=float(settings.integer("print.label_top_mm")),
        ),
    )


def return_lines(layout: PaperLayout, options: MailingOptions) -> Sequence[str]:
    """Who sends, and where a letter comes back to: the mailing's own return address, else the settings' one."""
    back = options.printing.return_address if options.printing is not None else layout.return_address
    if back is None:
        return ()
    place = f"{back.postcode} {back.city}".strip()
    return tuple(part for part in (back.name, back.address1, back.address2, place) if part)


def _return_address(settings: Settings) -> ReturnAddress | None:
    name, street, postcode, city = (
        settings.text(f"print.return_{part}") for part in ("name", "address1", "postcode", "city")
    )
    return ReturnAddress(name, street, postcode, city) if name or street else None
