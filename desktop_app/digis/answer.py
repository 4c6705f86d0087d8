"""Reading the external id out of an answer whose shape nobody has written down."""

import json
from collections.abc import Mapping, Sequence

DEFAULT_KEYS: Sequence[str] = ("externalId", "ExternalId", "ContactId", "contactId", "Id", "id")


def external_id_in(body: bytes, keys: Sequence[str] = DEFAULT_KEYS) -> str | None:
    """The first of these keys that has a value, at the top level or one level down; None without one.

    The keys are tried in their order at the top before anything deeper is looked at. A value is a text that
    is not blank, or a whole number; anything else is no id. A body that is no JSON has none.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    objects = _objects(answer)
    return next((found for level in objects for key in keys if (found := _as_id(level.get(key)))), None)


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
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
