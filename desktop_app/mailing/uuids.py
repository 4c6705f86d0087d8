"""Every document of every letter has a uuid that follows from its job and its letter, so it can never change.

A job has sixty random bits (`base`, the first half of a version 4 uuid). The second half is the variant, the
document's place in the letter (0 the letter itself, then its attachments) and the letter's number in the ledger.
"""

_LETTER_DIGITS = 12


def document_uuid(base: str, letter_id: int, position: int = 0) -> str:
    """The uuid of a letter (position 0) or of its so-manieth attachment, lower-case."""
    return f"{base}8{position:03x}-{letter_id:012x}"


def letter_of(base: str, uuid: str) -> int | None:
    """The letter whose own uuid this is in the job with this base, or None for any other uuid."""
    if not uuid.startswith(f"{base}8000-"):
        return None
    digits = uuid[-_LETTER_DIGITS:]
    try:
        letter_id = int(digits, 16)
    except ValueError:
        return None
    return letter_id if document_uuid(base, letter_id) == uuid else None
