"""Reading the external id out of an answer whose shape nobody has written down."""

import json
import re
from collections.abc import Mapping, Sequence

DEFAULT_KEYS: Sequence[str] = ("externalId", "ExternalId", "ContactId", "contactId", "Id", "id")

_ERROR_WORDS = ("error", "errors", "errormessage", "error_message", "exception")
_NOBODY = re.compile("[0-]*")
"""Nothing, a nought, or the id of nobody as some systems write it: 00000000-0000-0000-0000-000000000000."""
_STATUS_OF_ERRORS = frozenset({"error", "fail", "failed", "failure"})
_SUCCESS_WORDS = ("success", "ok", "issuccess")


def external_id_in(body: bytes, keys: Sequence[str] = DEFAULT_KEYS) -> str | None:
    """The first of these keys that has a value, at the top level or one level down; None without one.

    The keys are tried in their order at the top before anything deeper is looked at. A value is a text or
    a whole number, and not just noughts, which many systems write for "none". A body that is no JSON has none.
    """
    objects = _objects(_parse(body))
    return next((found for level in objects for key in keys if (found := _as_id(level.get(key)))), None)


def tells_of_an_error(body: bytes) -> bool:
    """Whether an answer says itself that it is an error.

    It is JSON, and at the top it has a filled-in `error`, `errors` or the like, a `status` of that kind, or
    `success` is false. Without such a word nobody can know whether the person was taken.
    """
    answer = _parse(body)
    if not isinstance(answer, dict):
        return False
    folded = {name.casefold(): value for name, value in answer.items()}
    return (
        any(folded.get(name) for name in _ERROR_WORDS)
        or any(folded.get(name) is False for name in _SUCCESS_WORDS)
        or str(folded.get("status")).casefold() in _STATUS_OF_ERRORS
    )


def _parse(body: bytes) -> object:
    """The JSON, or None for what is none: a server may send anything, brackets without end included."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _objects(answer: object) -> list[Mapping[str, object]]:
    """The answer and what is directly inside it, as far as these are objects."""
    top: list[object] = [answer]
    if isinstance(answer, dict):
        inside: list[object] = list(answer.values())
    elif isinstance(answer, list):
        inside = list(answer)
    else:
        inside = []
    inside += [item for value in inside if isinstance(value, list) for item in value[:1]]
    return [value for value in [*top, *inside] if isinstance(value, dict)]


def _as_id(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if value > 0 else None
    written = value.strip() if isinstance(value, str) else ""
    return None if _NOBODY.fullmatch(written) else written
