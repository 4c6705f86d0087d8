"""Sentences in the database: kept as their English source and values, so that any language can show them later."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop_app.base.texts import Text, TextValue


def to_stored(sentence: Text) -> str:
    """The JSON that is kept of a sentence."""
    return json.dumps(_encode(sentence), ensure_ascii=False, separators=(",", ":"))


def from_stored(stored: str | None) -> Text | None:
    """The sentence that `to_stored` kept."""
    return None if stored is None else _decode(json.loads(stored))


def _encode(sentence: Text) -> dict[str, Any]:
    fields: dict[str, Any] = {"m": sentence.message}
    if sentence.values:
        fields["v"] = {name: _encode_value(value) for name, value in sentence.values.items()}
    if sentence.plural_message is not None:
        fields |= {"p": sentence.plural_message, "c": sentence.count}
    return fields


def _encode_value(value: TextValue) -> Any:
    match value:
        case Text():
            return {"t": _encode(value)}
        case Decimal():
            return {"d": str(value)}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
    return value


def _decode(fields: dict[str, Any]) -> Text:
    values = {name: _decode_value(value) for name, value in fields.get("v", {}).items()}
    return Text(fields["m"], values, fields.get("p"), fields.get("c"))


def _decode_value(value: Any) -> TextValue:
    match value:
        case {"t": inner}:
            return _decode(inner)
        case {"d": number}:
            return Decimal(number)
        case {"at": moment}:
            return datetime.fromisoformat(moment)
        case {"on": day}:
            return date.fromisoformat(day)
    kept: TextValue = value
    return kept
