"""Drafts as JSON text, with a version, so that a draft from an older Brevdue opens in a newer one."""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.wizards.draft import DRAFT_VERSION, Draft

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

UPGRADES: Mapping[int, Upgrade] = {}
"""What turns the content of one version into that of the next, by the version it starts from."""


class DraftUnreadable(InputError):
    """The stored draft is damaged, or a newer version of the program wrote it."""


def draft_to_text(draft: Draft) -> str:
    """The draft as JSON, with its version."""
    return json.dumps({"version": DRAFT_VERSION, "draft": _plain(draft)}, ensure_ascii=False)


def draft_from_text(stored: str) -> Draft:
    """The draft that `draft_to_text` wrote, of this version or an older one. Raises `DraftUnreadable`."""
    try:
        document = json.loads(stored)
        content = _upgraded(document["draft"], int(document["version"]))
        draft = _typed(Draft, content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DraftUnreadable(
            title=text("This draft cannot be opened."),
            message=text("It is damaged, or a newer Brevdue has written it."),
            hint=text("Install the newest version, or begin the mailing again. Nothing of it was sent."),
        ) from error
    assert isinstance(draft, Draft)
    return draft


def _upgraded(content: dict[str, Any], version: int) -> dict[str, Any]:
    if version > DRAFT_VERSION:
        raise ValueError(f"draft of version {version}")
    for step in range(version, DRAFT_VERSION):
        content = UPGRADES[step](content)
    return content


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def _typed(kind: Any, value: Any) -> Any:
    """The value as the type says. Fields that are missing get their defaults; unknown ones are refused."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _typed(_not_none(kind), value)
    if origin is tuple:
        return tuple(_typed(typing.get_args(kind)[0], item) for item in value)
    if origin is not None:  # a mapping from text to text
        return {str(key): _typed(typing.get_args(kind)[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast("type", kind)(**{name: _typed(hints[name], item) for name, item in value.items()})
    return _scalar(kind, value)


def _scalar(kind: Any, value: Any) -> Any:
    if issubclass(kind, (datetime, date)):
        return kind.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _not_none(kind: Any) -> Any:
    return next(part for part in typing.get_args(kind) if part is not type(None))
