"""A copy of a letter that fits Digipost's print: A4, with the place of the bar code free.

Each page becomes a picture of itself (a form XObject), shrunk to the part of a sheet beside the bar code's margin.
What is written on the page stays text; what is only on the screen (links, fields, programs) is left behind,
after fields and stamps have been made part of the page.
"""

from pathlib import Path

import pikepdf

from desktop_app.base.files import write_atomically
from desktop_app.digipost.pdf_structure import rotation_of, visible_box
from desktop_app.digipost.pdf_zone import A4_MM, points

_FREE_MM = 15.5
"""The zone is 15 mm; a little more, so that nothing touches it."""
_VERSION = "1.7"


def write_corrected(source: Path, target: Path) -> None:
    """Write the copy. Raises one of `pdf_structure.PDF_FAILURES` when the original cannot be taken apart."""
    with pikepdf.open(source, suppress_warnings=True) as original, pikepdf.new() as copy:
        original.generate_appearance_streams()
        original.flatten_annotations("print")
        for page in original.pages:
            _add_fitted(copy, page)
        with write_atomically(target) as out:
            copy.save(out, force_version=_VERSION, deterministic_id=True)


def _add_fitted(copy: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Add a sheet of A4 with this page on it, upright or on its side as the page is shown."""
    left, lower, right, upper = visible_box(page)
    turned = rotation_of(page) in (90, 270)
    lies = (right - left > upper - lower) is not turned
    # The form's edges are the trim box; without this, what the page shows beyond it would be cut off.
    page.trimbox = pikepdf.Array([left, lower, right, upper])
    form = copy.copy_foreign(page.as_form_xobject())
    width, height = (points(side) for side in (reversed(A4_MM) if lies else A4_MM))
    sheet = copy.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([0, 0, width, height]),
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Letter=form), Font=_fonts(form)),
        )
    )
    copy.pages.append(pikepdf.Page(sheet))
    free = points(_FREE_MM)
    place = pikepdf.Rectangle(0, free, width, height) if lies else pikepdf.Rectangle(free, 0, width, height)
    added = copy.pages[-1]
    content = added.calc_form_xobject_placement(
        form,
        pikepdf.Name.Letter,
        place,
        invert_transformations=True,
        allow_shrink=True,
        allow_expand=False,
    )
    added.obj.Contents = copy.make_stream(content)


def _fonts(form: pikepdf.Object) -> pikepdf.Object:
    """The form's fonts, named by the sheet as well: Digipost looks for fonts only there, and shall find them."""
    resources = form.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return fonts if isinstance(fonts, pikepdf.Dictionary) else pikepdf.Dictionary()
