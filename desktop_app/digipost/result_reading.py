"""Follows a result's elements as they pass by, and hands over each item as soon as it is whole."""

from collections.abc import Callable, Mapping

from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import Interface, JobKind, ResultHeader, ResultItem
from desktop_app.digipost.result_items import (
    Leaves,
    document_fault,
    letter_result,
    recipient_result,
    result_header,
)
from desktop_app.digipost.xml_parsing import EnoughError, XmlProblemError, local_name

_Builder = Callable[[Leaves, Mapping[str, str]], ResultItem]

_ROOTS = {
    f"{interface.namespace} {kind.value}-resultat": (kind, interface)
    for kind in JobKind
    for interface in Interface
}
_LISTS: dict[str, tuple[str, _Builder]] = {
    "mottaker-resultater": ("resultat", recipient_result),
    "dokumenter-med-feil": ("dokument-med-feil", document_fault),
    "brev-resultater": ("resultat", letter_result),
}
"""For each list the name of its items, and what makes values of them."""

_ITEM_DEPTH = 3  # root, list, item
_MOST_ELEMENTS_IN_ITEM = 100_000


class ResultReader:
    """Follows one result from its root to its end. `header()` is complete once the root has ended."""

    def __init__(
        self, on_item: Callable[[ResultItem], None] | None, pieces: list[str], depth_limit: int
    ) -> None:
        """Without `on_item` the reader has had enough at the first list."""
        self._on_item = on_item
        self._pieces = pieces
        self._depth_limit = depth_limit
        self._path: list[str] = []
        self._kind: tuple[JobKind, Interface] | None = None
        self._prefix = ""
        self._in_list: tuple[str, _Builder] | None = None
        self._leaves: Leaves = []
        self._attributes: Mapping[str, str] = {}
        self._said: dict[tuple[str, str], str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._pieces.clear()
        self._path.append(name)
        depth = len(self._path)
        if depth == _ITEM_DEPTH:
            self._attributes = attributes
        elif depth < _ITEM_DEPTH:
            self._open_section(name, depth)
        elif depth > self._depth_limit:
            raise XmlProblemError(text("Its elements are nested too deeply to be real."))

    def end(self, name: str) -> None:
        """An element ends; its text is in the pieces."""
        depth = len(self._path)
        self._path.pop()
        if self._in_list is None:
            self._keep_for_header(name, depth)
        elif depth > _ITEM_DEPTH:
            self._leaves.append((name.removeprefix(self._prefix), "".join(self._pieces)))
            if len(self._leaves) > _MOST_ELEMENTS_IN_ITEM:
                raise XmlProblemError(text("One of its results is too large to be real."))
        elif depth == _ITEM_DEPTH:
            self._close_item(name, *self._in_list)
        else:
            self._in_list = None
        self._pieces.clear()

    def header(self) -> ResultHeader:
        """What the result says besides its lists. Raises `XmlProblemError` if it names no job."""
        if self._kind is None:
            raise XmlProblemError(text("It is empty."))
        return result_header(*self._kind, self._said)

    def _open_section(self, name: str, depth: int) -> None:
        if depth > 1:
            self._in_list = _LISTS.get(name.removeprefix(self._prefix))
            if self._in_list is not None and self._on_item is None:
                raise EnoughError
            return
        self._kind = _ROOTS.get(name)
        if self._kind is None:
            raise XmlProblemError(_strange_root(name))
        self._prefix = self._kind[1].namespace + " "

    def _close_item(self, name: str, item: str, build: _Builder) -> None:
        leaves, self._leaves = self._leaves, []
        if name.removeprefix(self._prefix) == item and self._on_item is not None:
            self._on_item(build(leaves, self._attributes))

    def _keep_for_header(self, name: str, depth: int) -> None:
        if depth > _ITEM_DEPTH:
            return
        section = self._path[1].removeprefix(self._prefix) if depth == _ITEM_DEPTH else ""
        # The first one counts: nothing that comes later can take back what was said.
        self._said.setdefault((section, name.removeprefix(self._prefix)), "".join(self._pieces))


def _strange_root(name: str) -> Text:
    namespace, _, _ = name.rpartition(" ")
    if namespace in {interface.namespace for interface in Interface}:
        return text("It is not a result, but “{element}”.", element=local_name(name)[:60])
    return text(
        "It is not in a version of Digipost's interface that this program knows (“{element}” in “{namespace}”).",
        element=local_name(name)[:60],
        namespace=namespace[:100],
    )
