"""The sandbox's own SSH keys: made once for each folder, and kept there."""

import base64
import hashlib
import io
import os
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from desktop_app.base.files import make_private_folder, write_atomically


def load_or_make_key(file: Path) -> paramiko.Ed25519Key:
    """The Ed25519 key in this file (OpenSSH's format, no passphrase), which is made if there is none."""
    if not file.exists():
        make_private_folder(file.parent)
        write_key(file)
    return paramiko.Ed25519Key(file_obj=io.StringIO(file.read_text("ascii")))


def write_key(file: Path) -> None:
    """Put a new private key into this file, and its public line beside it with `.pub`."""
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    with write_atomically(file) as stream:
        stream.write(private)
    with write_atomically(file.with_name(file.name + ".pub")) as stream:
        stream.write(public + b" brevdue-sandbox" + os.linesep.encode())


def fingerprint_of(key: paramiko.PKey) -> str:
    """`SHA256:…` without padding, as OpenSSH prints it."""
    digest = hashlib.sha256(key.asbytes()).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")
