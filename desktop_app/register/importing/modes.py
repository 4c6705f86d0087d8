"""What an import does to people who are in the register already."""

from enum import StrEnum


class ImportMode(StrEnum):
    """What happens to people who are in the register already.

    `ADD` leaves them as they are. `UPDATE` takes over what the file says; an empty cell changes nothing.
    `REPLACE` does too, empties what the file's columns leave empty (but for what lookups found), and, once confirmed,
    removes those who are not in the file.
    """

    ADD = "add"
    UPDATE = "update"
    REPLACE = "replace"
