"""A certificate authority of the sandbox's own, and server certificates, right and wrong ones."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop_app.base.files import make_private_folder, write_atomically

_AUTHORITY_DAYS = 3650
_SERVER_DAYS = 30


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that signs server certificates."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make_authority(name: str) -> Authority:
    """A new authority, valid for ten years from yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    now = datetime.now(UTC)
    builder = _builder(subject, subject, key.public_key(), now, now + timedelta(days=_AUTHORITY_DAYS))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def load_or_make_authority(folder: Path, name: str) -> Authority:
    """The authority in this folder (`ca.pem`, `ca.key`), which is made if there is none."""
    certificate_file, key_file = folder / "ca.pem", folder / "ca.key"
    if not (certificate_file.exists() and key_file.exists()):
        make_private_folder(folder)
        authority = make_authority(name)
        _write(key_file, _private_bytes(authority.key))
        _write(certificate_file, _public_bytes(authority.certificate))
        return authority
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{key_file} holds another kind of key")
    return Authority(key, x509.load_pem_x509_certificate(certificate_file.read_bytes()))


def write_server_certificate(
    file: Path, authority: Authority, *, names: tuple[str, ...], expired: bool = False
) -> None:
    """A fresh key and a certificate for these host names or addresses, one after the other in a PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    until = now - timedelta(hours=1) if expired else now + timedelta(days=_SERVER_DAYS)
    issuer = authority.certificate.subject
    builder = _builder(_name(names[0]), issuer, key.public_key(), now, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
    builder = builder.add_extension(alternatives, critical=False)
    certificate = builder.sign(authority.key, hashes.SHA256())
    _write(file, _private_bytes(key) + _public_bytes(certificate))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(file: Path, content: bytes) -> None:
    with write_atomically(file) as stream:
        stream.write(content)
