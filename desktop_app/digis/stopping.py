"""When a sync gives up for now: a server that is out of reach must not turn thousands into unknown."""

from desktop_app.base.texts import Text, text
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown

IN_VAIN_AT_MOST = 5
"""So many in a row without a usable answer, and the server is taken to be out of reach."""
KEY_REFUSED_AT_MOST = 2
"""So many in a row refused with 401 or 403, and the key is taken to be wrong."""
REFUSED_AT_MOST = 20
"""So many in a row refused for another reason, and it is not about the persons."""

_KEY_REFUSED = frozenset({401, 403})


class Breaker:
    """Looks at one outcome after the other and says when it is better to stop."""

    def __init__(self) -> None:
        self._in_vain = self._key_refused = self._refused = 0

    def after(self, outcome: Outcome) -> Text | None:
        """Why to stop now, or None to go on."""
        match outcome:
            case Sent():
                self._in_vain = self._key_refused = self._refused = 0
            case Refused(status):
                self._in_vain = 0
                self._refused += 1
                self._key_refused = self._key_refused + 1 if status in _KEY_REFUSED else 0
            case NotReached() | Unknown():
                self._in_vain += 1
        return self._reason()

    def _reason(self) -> Text | None:
        if self._in_vain >= IN_VAIN_AT_MOST:
            return text("Digis does not answer as it should. The sync stopped, and the others go on waiting.")
        if self._key_refused >= KEY_REFUSED_AT_MOST:
            return text("Digis does not accept the key. The sync stopped, and the others go on waiting.")
        if self._refused >= REFUSED_AT_MOST:
            return text("Digis refuses one after the other. The sync stopped, and the others go on waiting.")
        return None
