"""Sign the word of the newest version, `latest.json`, with a key that is never in the repository.

    python -m installer.sign_latest FOLDER --page https://…     writes FOLDER/latest.json for this version
    python -m installer.sign_latest --new-key                   makes a key, once, and prints both halves

The key comes from BREVDUE_UPDATE_KEY: 32 bytes, base64. Its public half stands in resources/updates/source.json, and
a word that this public half does not fit is refused here already.
"""

import argparse
import base64
import binascii
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app import __version__
from desktop_app.services.updates.latest import Latest, NotBelieved, believe, sign
from desktop_app.services.updates.source import UpdateSource, built_in_source

KEY = "BREVDUE_UPDATE_KEY"
GOOD_FOR = timedelta(days=400)
"""Longer than between two releases: an older word is one that somebody holds back a newer one with."""


class CannotSign(Exception):
    """The word of the newest version cannot be signed here; the message says why."""


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Sign, or make a key."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="where latest.json is written")
    parser.add_argument("--page", help="the page to download from")
    parser.add_argument("--new-key", action="store_true")
    options = parser.parse_args(arguments)
    if options.new_key:
        sys.stdout.write(new_key())
        return 0
    if options.folder is None or options.page is None:
        parser.error("name a folder and --page")
    try:
        envelope = signed_word(options.page, datetime.now(UTC), environment, built_in_source())
    except CannotSign as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    (options.folder / "latest.json").write_bytes(envelope)
    return 0


def signed_word(
    page: str, now: datetime, environment: Mapping[str, str], source: UpdateSource | None
) -> bytes:
    """The envelope for the version in this repository, as installed programs will believe it."""
    if source is None:
        raise CannotSign("resources/updates/source.json names no source, so no program would ask")
    latest = Latest(version=__version__, said_at=now, good_until=now + GOOD_FOR, page=page)
    envelope = sign(latest, _key_of(environment))
    try:
        believe(envelope, source.public_key, now)
    except NotBelieved as error:
        raise CannotSign(f"installed programs would not believe it: {error.refusal}") from error
    return envelope


def new_key() -> str:
    """A new key: the secret half for the environment, the public half for the resources."""
    key = Ed25519PrivateKey.generate()
    secret = base64.b64encode(key.private_bytes_raw()).decode()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return f"keep secret, {KEY}: {secret}\npublic_key in resources/updates/source.json: {public}\n"


def _key_of(environment: Mapping[str, str]) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(environment[KEY], validate=True))
    except KeyError:
        raise CannotSign(f"{KEY} is not in the environment") from None
    except (ValueError, binascii.Error):
        raise CannotSign(f"{KEY} is not a key: 32 bytes in base64") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
