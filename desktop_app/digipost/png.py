"""Pictures as PNG, without an imaging library: eight bits a channel, red-green-blue, no transparency."""

import struct
import zlib
from dataclasses import dataclass

_BYTES_A_PIXEL = 3
_LEVEL = 3
_TINT_PART = 0.35

Colour = tuple[int, int, int]


@dataclass
class Picture:
    """Rows of pixels, red first; `stride` is the number of bytes from one row to the next."""

    width: int
    height: int
    stride: int
    pixels: bytearray

    def tint(self, edges: tuple[int, int, int, int], colour: Colour) -> None:
        """Lay a colour thinly over a rectangle, so that what is under it stays visible, and draw its border.

        `edges` are left, top, right and bottom in pixels; what lies outside the picture is left out.
        """
        left, top, right, bottom = edges
        left, right = max(left, 0), min(right, self.width)
        top, bottom = max(top, 0), min(bottom, self.height)
        mixes = [_mix(part) for part in colour]
        for row in range(top, bottom):
            self._tint_row(row, left, right, mixes)
        for row in (top, bottom - 1):
            self._fill(row, left, right, colour)
        for row in range(top, bottom):
            self._fill(row, left, left + 1, colour)
            self._fill(row, right - 1, right, colour)

    def _tint_row(self, row: int, left: int, right: int, mixes: list[bytes]) -> None:
        start, end = self._span(row, left, right)
        for channel, mix in enumerate(mixes):
            part = slice(start + channel, end, _BYTES_A_PIXEL)
            self.pixels[part] = self.pixels[part].translate(mix)

    def _fill(self, row: int, left: int, right: int, colour: Colour) -> None:
        if right > left and 0 <= row < self.height:
            start, end = self._span(row, left, right)
            self.pixels[start:end] = bytes(colour) * (right - left)

    def _span(self, row: int, left: int, right: int) -> tuple[int, int]:
        start = row * self.stride
        return start + left * _BYTES_A_PIXEL, start + right * _BYTES_A_PIXEL

    def as_png(self) -> bytes:
        """The whole file."""
        length = self.width * _BYTES_A_PIXEL
        rows = b"".join(
            b"\0" + self.pixels[start : start + length]
            for start in range(0, self.height * self.stride, self.stride)
        )
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, _LEVEL)), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _mix(part: int) -> bytes:
    return bytes(round(value * (1 - _TINT_PART) + part * _TINT_PART) for value in range(256))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
