"""Keeping the API key, which stands in the address, out of every text."""

import base64
import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

MASK = "•••"
_SHORTEST_SECRET = 4
_SHORTEST_PART = 8
_ADDRESS = re.compile(r"https?://\S+")


class Mask:
    """Knows the key inside the last part of the address and takes it out of texts.

    The key is also found URL-encoded and in base64, since libraries and servers echo it in those forms, and so is
    every part of it that is long enough to give something away.
    """

    def __init__(self, postfix: str) -> None:
        # By length, so that a text is cut into pieces of each length and looked up.
        self._parts: dict[int, set[str]] = {}
        for secret in _secrets_in(postfix):
            for form in _forms(secret):
                length = min(len(form), _SHORTEST_PART)
                starts = range(len(form) - length + 1)
                self._parts.setdefault(length, set()).update(form[at : at + length] for at in starts)

    def __repr__(self) -> str:
        return "Mask()"

    def apply(self, written: str) -> str:
        """The text without the secret in any of its forms."""
        hidden = bytearray(len(written))
        for length, parts in self._parts.items():
            for at in range(len(written) - length + 1):
                if written[at : at + length] in parts:
                    hidden[at : at + length] = b"\1" * length
        runs = groupby(zip(written, hidden, strict=True), key=lambda each: each[1])
        return "".join(
            MASK if is_hidden else "".join(sign for sign, _hidden in run) for is_hidden, run in runs
        )

    def without_addresses(self, written: str) -> str:
        """The text without the secret, and without any web address, whose query may hold anything."""
        return _ADDRESS.sub(MASK, self.apply(written))


def _secrets_in(postfix: str) -> set[str]:
    """The values in the query, as they were typed and as a server decodes them: a plus sign may be a blank.

    Without a query the whole part is the secret.
    """
    query = urlsplit(postfix).query
    typed = {pair.partition("=")[2] or pair for pair in query.split("&")}
    decoded = {value for _name, value in parse_qsl(query)}
    found = (typed | decoded) if query else {postfix}
    return {secret for secret in found if len(secret) >= _SHORTEST_SECRET}


def _forms(secret: str) -> Iterator[str]:
    yield secret
    for encoded in (quote(secret, safe=""), quote_plus(secret), quote(secret)):
        yield encoded
        yield re.sub("%..", lambda found: found[0].lower(), encoded)
    # In base64 three bytes become four signs, so what comes out depends on where the key begins in what was encoded.
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            in_base64 = encode(b"\0" * before + secret.encode()).decode().rstrip("=")
            # The signs that are made of the key's bits alone.
            yield in_base64[(before * 8 + 5) // 6 : (before + len(secret.encode())) * 8 // 6]
