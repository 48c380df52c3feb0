"""Owns the encodings of HTTP bodies: bounded decompression of requests, compression of answers.

[A10] A request body is bounded as sent and again as decompressed, while it is read: neither a 100 MB body nor a small
one that unpacks to gigabytes is ever held in memory.
"""

import gzip
import io
import zlib
from dataclasses import dataclass

import brotli
import zstandard

# Below this, compressing costs more than it saves.
SMALLEST_COMPRESSED_BYTES = 1024
# What a sender may make us hold while unpacking zstd.
LARGEST_WINDOW_BYTES = 8 * 1024 * 1024
_STEP_BYTES = 64 * 1024
_PREFERRED = ("zstd", "br", "gzip")
# Facts are alike but for their ids and numbers: taking only matches of 6 and more makes them smaller by a seventh, and
# the quickest level beats the usual one. A big page is worth 2 ms more; each is used on the event loop alone.
_BIG_BYTES = 128 * 1024
_quick = zstandard.ZstdCompressor(level=1)
_thorough = zstandard.ZstdCompressor(
    compression_params=zstandard.ZstdCompressionParameters(
        strategy=zstandard.STRATEGY_LAZY2,
        window_log=20,
        chain_log=16,
        hash_log=17,
        search_log=1,
        min_match=6,
        target_length=8,
        write_content_size=1,
    )
)


class TooMuch(Exception):
    """A body unpacks to more than its limit."""


class Unpackable(Exception):
    """A body is not what its Content-Encoding says."""


def unpack(body: bytes, encoding: str, limit_bytes: int) -> bytes:
    """The body without its encoding (`identity`, `gzip` or `zstd`).

    Raises TooMuch above the limit, Unpackable on damage, KeyError on another encoding.
    """
    return {"identity": _unpack_identity, "gzip": _unpack_gzip, "zstd": _unpack_zstd}[encoding](body, limit_bytes)


def accepted_encoding(accept_encoding: str) -> str | None:
    """The encoding to answer in, of those that an Accept-Encoding header names; None for none."""
    named = _named(accept_encoding)
    return next((encoding for encoding in _PREFERRED if encoding in named), None)


def _named(accept_encoding: str) -> set[str]:
    named = set()
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        if _is_wanted(parameters):
            named.add(name.strip())
    return named


def _is_wanted(parameters: str) -> bool:
    name, _, quality = parameters.partition("=")
    return name.strip() != "q" or quality.strip().rstrip("0") not in ("", "0.", ".")


def pack(body: bytes, encoding: str) -> bytes:
    """The body in an encoding, quickly: it is packed for one answer."""
    if encoding == "zstd":
        return (_quick if len(body) < _BIG_BYTES else _thorough).compress(body)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0)


@dataclass(frozen=True, slots=True)
class Packed:
    """A body packed once for many answers: brotli, the smallest, and gzip for a browser on plain http."""

    identity: bytes
    by_encoding: dict[str, bytes]

    def choose(self, accept_encoding: str) -> tuple[bytes, str | None]:
        """The bytes to answer, the fewest that are understood, and the encoding they are in (None: as they are)."""
        named = _named(accept_encoding)
        understood = [encoding for encoding in self.by_encoding if encoding in named]
        if not understood:
            return self.identity, None
        encoding = min(understood, key=lambda each: len(self.by_encoding[each]))
        return self.by_encoding[encoding], encoding


def packed(body: bytes, *, is_compressible: bool = True, brotli_body: bytes | None = None) -> Packed:
    """Pack a body once in every encoding that makes it smaller. `brotli_body`: the same in brotli, packed before."""
    if not is_compressible or len(body) < SMALLEST_COMPRESSED_BYTES:
        return Packed(body, {})
    variants = {
        # Two below the last level: one more makes the library a tenth smaller and takes a seventh of a whole start.
        "br": brotli_body or bytes(brotli.compress(body, quality=9)),
        "gzip": gzip.compress(body, 9, mtime=0),
    }
    return Packed(body, {encoding: variant for encoding, variant in variants.items() if len(variant) < len(body)})


def _unpack_identity(body: bytes, limit_bytes: int) -> bytes:
    if len(body) > limit_bytes:
        raise TooMuch
    return body


def _unpack_gzip(body: bytes, limit_bytes: int) -> bytes:
    whole = bytearray()
    rest = body
    while rest:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            try:
                piece = member.decompress(rest, _STEP_BYTES)
            except zlib.error as error:
                raise Unpackable from error
            whole += piece
            if len(whole) > limit_bytes:
                raise TooMuch
            rest = member.unconsumed_tail
            if not piece and not rest and not member.eof:
                raise Unpackable
        rest = member.unused_data
    return bytes(whole)


def _unpack_zstd(body: bytes, limit_bytes: int) -> bytes:
    # The streaming reader gives no more than asked for; the one-shot call would trust the size a frame declares.
    unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW_BYTES)
    whole = bytearray()
    try:
        with unpacker.stream_reader(io.BytesIO(body), read_size=_STEP_BYTES, read_across_frames=True) as reader:
            while piece := reader.read(_STEP_BYTES):
                whole += piece
                if len(whole) > limit_bytes:
                    raise TooMuch
    except zstandard.ZstdError as error:
        raise Unpackable from error
    return bytes(whole)
