"""The register out to a file that imports again unchanged."""

from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register


def export_recipients(register: Register, query: RecipientQuery, path: Path, context: WorkContext) -> int:
    """Write the recipients a query finds to an xlsx or CSV file; returns how many.

    Headings are the field names, so that the file imports as it is, in any language.
    """
    raise NotImplementedError
