"""Looking for a key where it must not be: as it is, in part, URL-encoded and in base64, in bytes."""

import base64
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_PART = 10
"""So many signs of a key in a row are a leak."""


def forms(token: str) -> set[str]:
    """Every part of the key, of it URL-encoded, and of it in base64 at each of the three places it can begin at."""
    whole = {token, quote(token, safe=""), quote_plus(token)}
    whole |= {
        base64.b64encode(b"x" * before + token.encode()).decode().rstrip("=")[4:-4] for before in range(3)
    }
    return {form[at : at + _PART] for form in whole for at in range(len(form) - _PART + 1)}


def leaks(token: str, places: Mapping[str, bytes]) -> list[str]:
    """The names of the places that hold the key in any form."""
    wanted = [form.encode() for form in forms(token)]
    return [name for name, content in places.items() if any(form in content for form in wanted)]
