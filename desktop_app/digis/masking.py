"""Keeping the API key, which stands in the address, out of every text."""

import base64
import re
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

MASK = "•••"
_SHORTEST_SECRET = 4
_ADDRESS = re.compile(r"https?://\S+")


class Mask:
    """Knows one secret address part and takes it, and the key inside it, out of texts.

    The key is also found URL-encoded and in base64, since libraries and servers echo it in those forms.
    """

    def __init__(self, postfix: str) -> None:
        query = urlsplit(postfix).query
        # As it was typed and as a server decodes it: a plus sign in a key is a blank to some.
        typed = {pair.partition("=")[2] for pair in query.split("&")}
        decoded = {value for _name, value in parse_qsl(query)}
        secrets = {postfix, *typed, *decoded}
        forms = {form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in _forms(secret)}
        # The longest first, so that no part of one is left standing.
        self._forms = sorted(forms, key=len, reverse=True)

    def __repr__(self) -> str:
        return "Mask()"

    def apply(self, written: str) -> str:
        """The text without the secret in any of its forms."""
        for form in self._forms:
            written = written.replace(form, MASK)
        return written

    def without_addresses(self, written: str) -> str:
        """The text without the secret, and without any web address, whose query may hold anything."""
        return _ADDRESS.sub(MASK, self.apply(written))


def _forms(secret: str) -> set[str]:
    in_base64 = base64.b64encode(secret.encode()).decode()
    web_safe = base64.urlsafe_b64encode(secret.encode()).decode()
    encoded = {quote(secret, safe=""), quote_plus(secret), quote(secret)}
    return {secret, in_base64, in_base64.rstrip("="), web_safe, web_safe.rstrip("="), *encoded}
