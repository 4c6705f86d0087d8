"""Members and their subscriptions from the gym system's file into the register's database.

`map_columns` recognises the headings (the interchange format's by themselves), `MemberReader` turns each row into
a member and their share of a subscription, and `import_members` compares, saves and queues.
"""

from desktop_app.digis.importing.columns import MEMBER_FIELDS, map_columns
from desktop_app.digis.importing.report import MemberImportReport
from desktop_app.digis.importing.rows import MemberReader, MemberRow
from desktop_app.digis.importing.writing import import_members

__all__ = [
    "MEMBER_FIELDS",
    "MemberImportReport",
    "MemberReader",
    "MemberRow",
    "import_members",
    "map_columns",
]
