"""The person's private key: every usual form is read, and what cannot be read says why."""

import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, rsa

from desktop_app.base.errors import InputError
from desktop_app.digipost.ssh_keys import (
    KeyFileMissing,
    KeyFileTaken,
    KeyKind,
    KeyKindUnsupported,
    NotAPrivateKey,
    PassphraseMissing,
    PassphraseWrong,
    PublicKeyChosen,
    PuttyKeyChosen,
    is_readable_by_others,
    load_private_key,
    make_private_key,
    read_public_key,
)
from tests.helpers.sshd import make_key, write_key

SECRET = "rødgrød med fløde"
KINDS = ("ed25519", "ecdsa", "rsa")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_openssh_form_is_read(tmp_path: Path, kind: str, passphrase: str | None) -> None:
    path = write_key(tmp_path / "key", make_key(kind), passphrase)
    assert load_private_key(path, passphrase).can_sign()


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_old_pem_form_is_read(tmp_path: Path, kind: str, passphrase: str | None) -> None:
    path = write_key(tmp_path / "key", make_key(kind), passphrase, pem=True)
    assert b"OPENSSH" not in path.read_bytes()
    assert load_private_key(path, passphrase).can_sign()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_pkcs8_form_is_read(tmp_path: Path, kind: str, passphrase: str | None) -> None:
    path = tmp_path / "key"
    path.write_bytes(_pkcs8(make_key(kind), passphrase))
    assert load_private_key(path, passphrase).can_sign()


def test_key_made_by_ssh_keygen_has_the_fingerprint_that_ssh_keygen_tells(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", SECRET, "-f", str(path)],
        capture_output=True,
        timeout=30,
        check=False,
    )
    if made.returncode:
        pytest.skip("ssh-keygen is not on this machine")
    told = subprocess.run(["ssh-keygen", "-lf", str(path)], capture_output=True, timeout=30, check=True)
    assert read_public_key(path, SECRET).fingerprint in told.stdout.decode()


@pytest.mark.parametrize("form", ["openssh", "pem", "pkcs8"])
def test_missing_passphrase_is_told_from_a_wrong_one(tmp_path: Path, form: str) -> None:
    path = tmp_path / "key"
    key = make_key("rsa")
    if form == "pkcs8":
        path.write_bytes(_pkcs8(key, SECRET))
    else:
        write_key(path, key, SECRET, pem=form == "pem")
    with pytest.raises(PassphraseMissing):
        load_private_key(path, None)
    with pytest.raises(PassphraseMissing):
        load_private_key(path, "")
    with pytest.raises(PassphraseWrong):
        load_private_key(path, "another")


def test_a_passphrase_for_an_open_key_is_not_used(tmp_path: Path) -> None:
    path = write_key(tmp_path / "key", make_key("ed25519"))
    assert load_private_key(path, SECRET).can_sign()


def test_errors_never_hold_the_passphrase(tmp_path: Path) -> None:
    path = write_key(tmp_path / "key", make_key("ed25519"), "the right one")
    with pytest.raises(PassphraseWrong) as caught:
        load_private_key(path, SECRET)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error!s}{error!r}{error.args!r}"
        error = error.__cause__
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", NotAPrivateKey),
        (b"hello", NotAPrivateKey),
        (bytes(range(256)) * 1000, NotAPrivateKey),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", NotAPrivateKey),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\n!!!!\n-----END OPENSSH PRIVATE KEY-----\n", NotAPrivateKey),
        (b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", NotAPrivateKey),
        (b"-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", KeyKindUnsupported),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== somebody", PublicKeyChosen),
        (b"ecdsa-sha2-nistp256 AAAA somebody", PublicKeyChosen),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", PublicKeyChosen),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", PuttyKeyChosen),
    ],
)
def test_other_files_are_named_for_what_they_are(
    tmp_path: Path, content: bytes, expected: type[InputError]
) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(expected):
        load_private_key(path, None)


def test_every_cut_of_a_key_file_is_refused_in_words(tmp_path: Path) -> None:
    whole = write_key(tmp_path / "key", make_key("ed25519")).read_bytes()
    path = tmp_path / "cut"
    for length in range(0, len(whole) - 30, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError):
            load_private_key(path, None)


def test_a_missing_file_and_a_folder_are_no_keys(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMissing):
        load_private_key(tmp_path / "none", None)
    with pytest.raises(KeyFileMissing):
        load_private_key(tmp_path, None)


@pytest.mark.parametrize(
    "key",
    [
        dsa.generate_private_key(1024),
        rsa.generate_private_key(65537, 1024),
        ed448.Ed448PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256K1()),
    ],
    ids=["dsa", "short rsa", "ed448", "a curve that SSH does not know"],
)
def test_kinds_that_cannot_be_used_are_refused(tmp_path: Path, key: object) -> None:
    path = tmp_path / "key"
    path.write_bytes(_pkcs8(key, None))
    with pytest.raises(KeyKindUnsupported):
        load_private_key(path, None)


@pytest.mark.parametrize("kind", list(KeyKind))
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_key_made_here_can_be_read_again(tmp_path: Path, kind: KeyKind, passphrase: str | None) -> None:
    path = tmp_path / "key"
    public = make_private_key(path, passphrase, kind, comment="office")
    assert read_public_key(path, passphrase).fingerprint == public.fingerprint
    assert public.line.split()[0] == public.kind
    assert public.line.endswith(" office")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not is_readable_by_others(path)


def test_a_new_key_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("the only key")
    with pytest.raises(KeyFileTaken):
        make_private_key(path, None)
    assert path.read_text() == "the only key"


def test_a_key_that_others_may_read_is_noticed(tmp_path: Path) -> None:
    path = write_key(tmp_path / "key", make_key("ed25519"))
    path.chmod(0o644)
    assert is_readable_by_others(path)


def _pkcs8(key: object, passphrase: str | None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    data: bytes = key.private_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    return data
