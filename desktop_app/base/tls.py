"""Certificates are verified with the authorities that this computer trusts."""

import ssl
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter


class VerifyingAdapter(HTTPAdapter):
    """Verifies certificates with the system's authorities where Python can ask for them, and one more.

    Tries nothing again by itself: whether that is safe is for the caller to know.
    """

    def __init__(self, ca_file: Path | None = None) -> None:
        self._context = _system_context()
        if ca_file is not None:
            self._context.load_verify_locations(ca_file)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **{**options, "ssl_context": self._context})


def _system_context() -> ssl.SSLContext:
    """Windows and macOS keep their own authorities, an office's among them; elsewhere requests brings some."""
    try:
        import truststore
    except ImportError:
        return ssl.create_default_context()
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return context
