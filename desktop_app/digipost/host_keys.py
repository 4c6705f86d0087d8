"""The server's key: whoever shows another one than the accepted is not the server.

A pin is the SHA-256 fingerprint of the server's public key. There is no way to switch the check off.
"""

import base64
import binascii
import hashlib
import re

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.digipost.sftp import AcceptHostKey, PresentedHostKey
from desktop_app.digipost.sftp_errors import HostKeyChanged, HostKeyUnknown

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")


class PinUnreadable(InputError):
    """The accepted fingerprint in the settings is not one."""

    def __init__(self, pin: str) -> None:
        super().__init__(
            title=text("The server's fingerprint cannot be read."),
            message=text("“{pin}” is no fingerprint of a server's key.", pin=pin),
            hint=text("A fingerprint looks like SHA256: followed by 43 letters and digits."),
        )


def fingerprint_of(blob: bytes) -> str:
    """`SHA256:…` as OpenSSH writes it, of a public key in SSH's binary form."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")


def read_pin(pin: str | None) -> str | None:
    """The pin in its one form, or None when there is none yet.

    Also takes a whole public key line (`ssh-ed25519 AAAA…`), as administrators hand them out.
    """
    if pin is None or not pin.strip():
        return None
    words = pin.strip()
    if _FINGERPRINT.fullmatch(words):
        return words.rstrip("=")
    parts = words.split()
    if len(parts) < 2 or not re.fullmatch(r"(ssh|ecdsa)-[a-z0-9-]+", parts[0]):
        raise PinUnreadable(pin)
    try:
        return fingerprint_of(base64.b64decode(parts[1], validate=True))
    except binascii.Error:
        raise PinUnreadable(pin) from None


def judge_host_key(shown: PresentedHostKey, pin: str | None, ask: AcceptHostKey | None) -> None:
    """Return when the key may be trusted; raise `HostKeyChanged` or `HostKeyUnknown` when not.

    `pin` is as `read_pin` gives it. `ask` is only asked when there is no pin: never about a changed key.
    """
    if pin is None:
        if ask is None or not ask(shown):
            raise HostKeyUnknown(shown.host, shown.kind, shown.fingerprint)
    elif shown.fingerprint != pin:
        raise HostKeyChanged(shown.host, pin, shown.fingerprint)
