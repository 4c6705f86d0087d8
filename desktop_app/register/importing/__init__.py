"""Reading recipients from CSV files and spreadsheets, and writing them into the register.

`read_table` opens a file, `suggest_mapping` recognises its headings, `RowReader` turns each row into a
recipient and the fields of one mailing, and `import_recipients` writes them and reports.
"""

from desktop_app.register.importing.headings import ColumnMapping, MappingRefused, suggest_mapping
from desktop_app.register.importing.mailing_fields import MailingFields
from desktop_app.register.importing.modes import ImportMode
from desktop_app.register.importing.reading import read_table
from desktop_app.register.importing.report import ImportReport, Restored, RowError
from desktop_app.register.importing.rows import ImportRow, read_rows
from desktop_app.register.importing.table import Table, TableRow, TableUnreadable
from desktop_app.register.importing.writing import import_recipients

__all__ = [
    "ColumnMapping",
    "ImportMode",
    "ImportReport",
    "ImportRow",
    "MailingFields",
    "MappingRefused",
    "Restored",
    "RowError",
    "Table",
    "TableRow",
    "TableUnreadable",
    "import_recipients",
    "read_rows",
    "read_table",
    "suggest_mapping",
]
