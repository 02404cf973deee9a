"""Keys: the 64-bit numbers by which the engine knows entities, and the uuid texts that stand for them in the files.

A generated entity's key is a small packed integer (a customer: its ordinal). A keyed permutation turns it into 64 bits
of a version-4 uuid (RFC 9562); the other 58 free bits are a keyed function of those, so that a foreign uuid is
recognised and hashed into a key with the top bit set instead. Ids reveal neither order nor label, and whoever has the
seed can turn them back.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine.arrays import Bytes, Flags, Keys
from lastro.engine.random.draws import mix, name_key

NULL_KEY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
HAND_MADE = np.uint64(1 << 63)

_HEX_PAIRS = np.array([list(f"{byte:02x}".encode()) for byte in range(256)], dtype=np.uint8)
_HEX = _HEX_PAIRS.reshape(-1).view(np.uint16)
_NO_BYTE = 256  # what two letters say that are no hexadecimal digits
_BYTES = np.full(1 << 16, _NO_BYTE, dtype=np.uint16)  # what two letters say, by both as one number
_BYTES[_HEX] = np.arange(256, dtype=np.uint16)
_U = np.uint64
_M1_INVERSE, _M2_INVERSE = (
    _U(0x96DE1B173F119089),
    _U(0x319642B2D24D8EC3),
)  # modulo 2**64, of mix's multipliers
_PARTS = (
    (0, 8, 0),
    (9, 13, 8),
    (14, 18, 12),
    (19, 23, 16),
    (24, 36, 20),
)  # (start, end in the text, start in the digits)
LONG_RUNS = 4  # ids in a row that are the same, on average, from which one look-up serves a whole run
_DASHES = [8, 13, 18, 23]


def is_hand_made(keys: Keys) -> Flags:
    """Which keys stand for ids that a person made, not the generator."""
    found: Flags = (keys >= HAND_MADE) & (keys != NULL_KEY)
    return found


def fitting(number: int | NDArray[np.integer], bits: int) -> NDArray[np.integer]:
    """Numbers as they are; raises OverflowError where one takes more than so many bits of a key, or is below 0.

    Two entities would have one key otherwise.
    """
    numbers = np.asarray(number)
    if (numbers >> numbers.dtype.type(bits)).any():
        raise OverflowError(f"numbers from {numbers.min()} to {numbers.max()} do not fit into {bits} bits of a key")
    return numbers


def child(parents: Keys, number: int | NDArray[np.integer], bits: int, kind: str) -> Keys:
    """The key of a parent's child: the number packed behind the parent's key, or a hash for a hand-made parent."""
    numbers = np.broadcast_to(fitting(number, bits), len(parents)).astype(np.uint64)
    keys = (parents << _U(bits)) | numbers
    by_hand = is_hand_made(parents)
    if by_hand.any():
        hashed = mix(parents ^ mix(numbers + name_key("child", kind))) | HAND_MADE
        keys = np.where(by_hand, hashed, keys)
    return keys


def _unmix(z: Keys) -> Keys:
    """The inverse of mix."""
    z = z ^ (z >> _U(31)) ^ (z >> _U(62))
    z *= _M2_INVERSE
    z = z ^ (z >> _U(27)) ^ (z >> _U(54))
    z *= _M1_INVERSE
    z ^= (z >> _U(30)) ^ (z >> _U(60))
    return z


class Identifiers:
    """The uuids of one kind of entity under one seed: keys to texts and back."""

    def __init__(self, seed: int, kind: str) -> None:
        self.first, self.second, self.seal = (
            name_key("uuid", seed, kind, part) for part in ("first", "second", "seal")
        )
        self.kind = kind

    def _words(self, keys: Keys) -> tuple[Keys, Keys]:
        """The two 64-bit halves of the uuids."""
        body = mix(mix(keys ^ self.first) ^ self.second)
        seal = mix(body + self.seal) >> _U(6)
        high = (body & _U(0xFFFF_FFFF_FFFF_0000)) | _U(0x4000) | ((body >> _U(4)) & _U(0x0FFF))
        low = _U(0x8000_0000_0000_0000) | ((body & _U(0xF)) << _U(58)) | seal
        return high, low

    def texts(self, keys: Keys) -> Bytes:
        """The uuids as bytes of text, (n, 36) uint8."""
        words = np.empty((len(keys), 2), dtype=">u8")
        words[:, 0], words[:, 1] = self._words(keys)
        digits = _HEX[words.view(np.uint8).reshape(len(keys), 16)].view(np.uint8).reshape(len(keys), 32)
        text = np.empty((len(keys), 36), dtype=np.uint8)
        text[:, _DASHES] = ord("-")
        for start, end, at in _PARTS:
            text[:, start:end] = digits[:, at : at + end - start]
        return text

    def keys(self, texts: pl.Series) -> Keys:
        """The keys of uuid texts (uint64, NULL_KEY for null); ids that are not ours are hashed and marked hand-made."""
        heads = np.append(True, texts.ne_missing(texts.shift(1)).to_numpy()[1:])[: len(texts)]  # the first may be null
        if np.count_nonzero(heads) * LONG_RUNS > len(texts):
            return self._read(texts)
        keys: Keys = self._read(texts.filter(pl.Series(heads)))[np.cumsum(heads) - 1]
        return keys

    def _read(self, texts: pl.Series) -> Keys:
        keys = np.full(len(texts), NULL_KEY)
        present = texts.is_not_null()
        likely = (present & (texts.str.len_bytes() == 36)).fill_null(False)
        for some, read in ((likely, self._decoded), (present & ~likely, self._hashed)):
            if some.all():
                return read(texts)
            if some.any():
                keys[some.to_numpy()] = read(texts.filter(some))
        return keys

    def _decoded(self, texts: pl.Series) -> Keys:
        return self.keys_of(np.frombuffer(texts.str.join("").item().encode(), dtype=np.uint8).reshape(-1, 36))

    def keys_of(self, letters: Bytes) -> Keys:
        """The keys of ids of 36 letters, (n, 36)."""
        digits = np.concatenate([letters[:, start:end] for start, end, _ in _PARTS], axis=1)
        said = _BYTES.take(digits.view(np.uint16))
        high, low = said.astype(np.uint8).view(">u8").astype(np.uint64).T
        body = (high & _U(0xFFFF_FFFF_FFFF_0000)) | ((high & _U(0x0FFF)) << _U(4)) | ((low >> _U(58)) & _U(0xF))
        keys = _unmix(_unmix(body) ^ self.second) ^ self.first
        ours = self._words(keys)
        foreign = (ours[0] != high) | (ours[1] != low) | (letters[:, _DASHES] != ord("-")).any(axis=1)
        if said.max(initial=0) == _NO_BYTE:
            foreign |= (said == _NO_BYTE).any(axis=1)
        if foreign.any():
            at = np.flatnonzero(foreign)
            keys[at] = self._hashed(pl.Series([letter.tobytes().decode() for letter in letters[at]]))
        return keys

    def _hashed(self, texts: pl.Series) -> Keys:
        """Keys of hand-made ids, one by one: they are few."""
        hashes = [
            int.from_bytes(blake2b(f"{self.kind}:{text}".encode(), digest_size=8).digest(), "little") for text in texts
        ]
        keys = np.array(hashes, dtype=np.uint64) | HAND_MADE
        keys[keys == NULL_KEY] = HAND_MADE
        return keys
