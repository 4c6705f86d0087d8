"""The person's private key: read from any usual form, or made here.

What cannot be read is the person's to mend, so each fault is an `InputError` with its own words. A passphrase
reaches the decryption and nothing else: no error, no log line and no text form holds it.
"""

import base64
import binascii
import io
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.texts import Text, text
from desktop_app.digipost.host_keys import fingerprint_of

if TYPE_CHECKING:
    import paramiko

_LARGEST_KEY_FILE = 64 * 1024
_FEWEST_RSA_BITS = 2048
_NEW_RSA_BITS = 4096

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyProblem(InputError):
    """The private key cannot be used."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(title=text("The private key cannot be used."), message=message, hint=hint)


class KeyFileMissing(KeyProblem):
    """There is no such file, or it may not be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("The key file {path} is missing or may not be read.", path=str(path)),
            text("Choose the key file in the settings, or make a new key there."),
        )


class NotAPrivateKey(KeyProblem):
    """The file holds something else, or is damaged."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("{path} is no private key that Brevdue can read.", path=str(path)),
            text("Choose the file that holds the private part. It begins with “-----BEGIN”."),
        )


class PublicKeyChosen(KeyProblem):
    """The file holds the public part, which anybody may see; the login needs the private one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("{path} is the public part of a key.", path=str(path)),
            text("Choose the private part: usually the file of the same name without “.pub”."),
        )


class PuttyKeyChosen(KeyProblem):
    """PuTTY's own form, which only PuTTY reads."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("{path} is a key in PuTTY's own form.", path=str(path)),
            text("Open it in PuTTYgen and save it with “Conversions”, “Export OpenSSH key”."),
        )


class KeyKindUnsupported(KeyProblem):
    """A DSA key, a key on a security token, or an RSA key too short to be safe."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("{path} is of a kind that is too old or that Brevdue does not know.", path=str(path)),
            text("Use an Ed25519, an ECDSA or an RSA key of at least 2048 bits. The settings can make one."),
        )


class PassphraseMissing(KeyProblem):
    """The key is encrypted and no passphrase was given."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("The key {path} is protected by a passphrase, and none was given.", path=str(path)),
            text("Enter the key's passphrase in the settings."),
        )


class PassphraseWrong(KeyProblem):
    """The key is encrypted with another passphrase."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("The passphrase does not open the key {path}.", path=str(path)),
            text("Enter the key's passphrase again in the settings. Capital letters matter."),
        )


class KeyFileTaken(KeyProblem):
    """A new key would overwrite a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            text("There is a file {path} already. It was not overwritten.", path=str(path)),
            text("Choose another name for the new key."),
        )


class KeyKind(StrEnum):
    """The kinds of key that can be made here."""

    ED25519 = "ed25519"
    RSA = "rsa"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What may be shown: `line` is the one line that Digipost's administration pages ask for."""

    kind: str
    fingerprint: str
    line: str


def load_private_key(path: Path, passphrase: str | None) -> "paramiko.PKey":
    """The key, ready to log in with. Ed25519, ECDSA and RSA; OpenSSH's form, PEM and PKCS #8.

    A passphrase for a key that has none is not used. Raises one of the `KeyProblem`s.
    """
    # Only a connection needs it, and it is slow to load.
    import paramiko

    key = _decrypted(path, passphrase)
    try:
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
        return _paramiko_class(key).from_private_key(io.StringIO(plain.decode("ascii")))
    except (ValueError, UnsupportedAlgorithm, paramiko.SSHException):
        # An elliptic curve that SSH has no name for.
        raise KeyKindUnsupported(path) from None


def read_public_key(path: Path, passphrase: str | None) -> PublicKey:
    """The public part of a private key file. Raises one of the `KeyProblem`s."""
    return _public_part(_decrypted(path, passphrase), "")


def make_private_key(
    path: Path, passphrase: str | None, kind: KeyKind = KeyKind.ED25519, comment: str = "brevdue"
) -> PublicKey:
    """Make a key pair; the private part goes to `path`, readable by its owner only, in OpenSSH's form.

    Raises `KeyFileTaken` rather than overwrite anything: an overwritten key is a lost login.
    """
    if path.exists():
        raise KeyFileTaken(path)
    key: PrivateKey = ed25519.Ed25519PrivateKey.generate()
    if kind is KeyKind.RSA:
        key = rsa.generate_private_key(65537, _NEW_RSA_BITS)
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    with write_atomically(path) as out:
        out.write(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, encryption)
        )
    return _public_part(key, comment)


def _public_part(key: PrivateKey, comment: str) -> PublicKey:
    line = (
        key.public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode("ascii")
    )
    kind, encoded = line.split()
    return PublicKey(kind, fingerprint_of(base64.b64decode(encoded)), f"{line} {comment}".rstrip())


def _decrypted(path: Path, passphrase: str | None) -> PrivateKey:
    data = _read(path)
    _refuse_other_files(path, data)
    encrypted = _is_encrypted(data)
    if encrypted and not passphrase:
        raise PassphraseMissing(path)
    secret = passphrase.encode() if passphrase and encrypted else None
    try:
        key = _parse(data, secret)
    except UnsupportedAlgorithm:
        raise KeyKindUnsupported(path) from None
    except (ValueError, TypeError):
        # The libraries do not tell a wrong passphrase from damage; where there is one, it is the likely cause.
        raise (PassphraseWrong(path) if encrypted else NotAPrivateKey(path)) from None
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _FEWEST_RSA_BITS:
        raise KeyKindUnsupported(path)
    if not isinstance(key, (ed25519.Ed25519PrivateKey, ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise KeyKindUnsupported(path)
    return key


def _parse(data: bytes, secret: bytes | None) -> object:
    if b"BEGIN OPENSSH PRIVATE KEY" in data:
        return serialization.load_ssh_private_key(data, secret)
    return serialization.load_pem_private_key(data, secret)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_KEY_FILE)
    except OSError:
        raise KeyFileMissing(path) from None


def _refuse_other_files(path: Path, data: bytes) -> None:
    start = data.lstrip()
    if start.startswith(b"PuTTY-User-Key-File"):
        raise PuttyKeyChosen(path)
    if re.match(rb"(ssh-|ecdsa-|sk-|-----BEGIN (RSA )?PUBLIC KEY|---- BEGIN SSH2 PUBLIC KEY)", start):
        raise PublicKeyChosen(path)
    if b"BEGIN DSA PRIVATE KEY" in data:
        raise KeyKindUnsupported(path)
    if not re.search(rb"-----BEGIN ([A-Z]+ )*PRIVATE KEY-----", data):
        raise NotAPrivateKey(path)


def _is_encrypted(data: bytes) -> bool:
    if b"BEGIN ENCRYPTED PRIVATE KEY" in data or b"Proc-Type: 4,ENCRYPTED" in data:
        return True
    return b"BEGIN OPENSSH PRIVATE KEY" in data and _openssh_cipher(data) not in (b"none", None)


def _openssh_cipher(data: bytes) -> bytes | None:
    """The name of the cipher in OpenSSH's form, which stands first and in the clear; None when damaged."""
    body = re.search(rb"-----BEGIN OPENSSH PRIVATE KEY-----(.*?)-----END", data, re.DOTALL)
    magic = b"openssh-key-v1\0"
    try:
        raw = base64.b64decode(b"".join(body.group(1).split()) if body else b"")
    except binascii.Error:
        return None
    if not raw.startswith(magic):
        return None
    length = int.from_bytes(raw[len(magic) : len(magic) + 4], "big")
    return raw[len(magic) + 4 : len(magic) + 4 + length]


def _paramiko_class(key: PrivateKey) -> "type[paramiko.PKey]":
    import paramiko

    if isinstance(key, ed25519.Ed25519PrivateKey):
        return paramiko.Ed25519Key
    return paramiko.ECDSAKey if isinstance(key, ec.EllipticCurvePrivateKey) else paramiko.RSAKey


def is_readable_by_others(path: Path) -> bool:
    """Whether other users of this computer may read the key file; always False on Windows."""
    return os.name != "nt" and bool(path.stat().st_mode & 0o077)
