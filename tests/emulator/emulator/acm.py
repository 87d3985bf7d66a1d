"""Certificates as ACM tells them, where moto does otherwise: their serial numbers."""

from typing import Any

from moto.acm.models import CertBundle


def spelled(number: int) -> str:
    """A serial number as ACM writes it: the bytes of its DER form in hex, with colons."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big").hex(":")


def install() -> None:
    """Tells the serial number of the certificate itself, which moto writes in decimal."""
    describe = CertBundle.describe

    def described(self: Any) -> dict[str, Any]:
        answer = describe(self)
        answer["Certificate"]["Serial"] = spelled(self._cert.serial_number)
        return answer

    CertBundle.describe = described
