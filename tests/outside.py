"""An internet of the tests' own: names and addresses that lead to servers on this machine, and proofs for them."""

import socket
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PUBLIC = "93.184.215.14"


def resolve(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> list[str]:
    """Let every name have these addresses: the first answer first, the last one from then on. Fills who was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        found = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def lead(monkeypatch: pytest.MonkeyPatch, ports: Mapping[str, int]) -> list[str]:
    """Lead connections to port 443 of these addresses to ports of this machine; nothing else is connected to."""
    went: list[str] = []

    def connect(to: tuple[str, int], timeout: float) -> socket.socket:
        address, port = to
        went.append(address)
        assert address in ports, f"Somebody connected to {address}."
        assert port == 443
        # By hand: the library's own would ask the patched resolver, and go out into the world.
        plain = socket.socket()
        plain.settimeout(timeout)
        plain.connect(("127.0.0.1", ports[address]))
        return plain

    monkeypatch.setattr(socket, "create_connection", connect)
    return went


def certificate(folder: Path, host: str) -> Path:
    """A key and a proof that it is a host's, in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "proof.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return kept


def proving(proof: Path) -> ssl.SSLContext:
    """What a server needs to prove who it is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof)
    return context


def believe(monkeypatch: pytest.MonkeyPatch, proof: Path) -> None:
    """Let clients believe this proof."""
    believing = ssl.create_default_context(cafile=str(proof))
    # Ours is its own authority and says little of itself.
    believing.verify_flags &= ~ssl.VERIFY_X509_STRICT
    monkeypatch.setattr(ssl, "create_default_context", lambda: believing)
