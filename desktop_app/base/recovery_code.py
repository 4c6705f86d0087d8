"""The key of the register as something one can print, lock away and type again.

56 letters and digits in groups of four: 32 bytes of key and three that notice a wrong one. The alphabet leaves out
the letters I, L, O and U, which are read as what they look like when they are typed.
"""

import hashlib

KEY_BYTES = 32
_CHECK_BYTES = 3
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None, "\n": None, "\r": None})
_BITS, _GROUP = 5, 4
_LETTERS = (KEY_BYTES + _CHECK_BYTES) * 8 // _BITS
_HEX_DIGITS = 2 * KEY_BYTES


def recovery_code(key: bytes) -> str:
    """The key in groups of four: `7K2M-…`."""
    number = int.from_bytes(key + _check(key))
    letters = [_ALPHABET[number >> _BITS * place & 31] for place in reversed(range(_LETTERS))]
    groups = ("".join(letters[start : start + _GROUP]) for start in range(0, _LETTERS, _GROUP))
    return "-".join(groups)


def key_from(written: str) -> bytes | None:
    """The key in a recovery code, or in 64 hexadecimal digits. None when it is neither, or mistyped."""
    typed = written.strip()
    if len(typed) == _HEX_DIGITS:
        try:
            return bytes.fromhex(typed)
        except ValueError:
            return None
    letters = typed.upper().translate(_LOOK_ALIKES)
    if len(letters) != _LETTERS or not set(letters) <= set(_ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number << _BITS | _ALPHABET.index(letter)
    whole = number.to_bytes(KEY_BYTES + _CHECK_BYTES)
    key, check = whole[:KEY_BYTES], whole[KEY_BYTES:]
    return key if check == _check(key) else None


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"Brevdue recovery code" + key).digest()[:_CHECK_BYTES]
