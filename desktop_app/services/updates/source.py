"""Where this build asks for newer versions, and whose word it believes. A build may have neither."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.paths import resource

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class UpdateSource:
    """The address of `latest.json` and the public key of those who make the releases."""

    address: str
    public_key: bytes
    ca_file: Path | None = None


def built_in_source(file: Path | None = None) -> UpdateSource | None:
    """The source that stands in the program's resources; None while its makers have named none there.

    A file with only half of it, or with a key that is none, is a fault of the build and raises ValueError.
    """
    read = json.loads((file or resource("updates", "source.json")).read_text(encoding="utf-8"))
    address, written_key = read["address"], read["public_key"]
    if not address and not written_key:
        return None
    key = base64.b64decode(written_key, validate=True)
    if not address.startswith("https://") or len(key) != KEY_BYTES:
        raise ValueError("the source of updates is not whole")
    return UpdateSource(address, key)
