"""Follows a job's elements as they pass by, and hands over each recipient, document and letter."""

from collections.abc import Callable

from desktop_app.base.texts import text
from desktop_app.digipost.job_items import Items20, Items21
from desktop_app.digipost.model import (
    DocumentSettings,
    Interface,
    JobHeader,
    JobItem,
    JobKind,
    JobSettings,
    NamedSettings,
)
from desktop_app.digipost.node import Node
from desktop_app.digipost.xml_parsing import XmlProblemError, local_name

_ROOTS = {
    f"{interface.namespace} {kind.value}": (kind, interface) for kind in JobKind for interface in Interface
}
_SHARED = "standard-distribusjon"
_WHOLE = {
    ("jobb-innstillinger",),
    ("mottakere", "mottaker"),
    (_SHARED, "felles-innstillinger"),
    (_SHARED, "globale-brev-innstillinger"),
    (_SHARED, "globale-dokument-innstillinger"),
    (_SHARED, "post", "dokument"),
    (_SHARED, "forsendelser", "brev"),
}
"""Paths below the root whose elements are read as a whole."""


class JobReader:
    """Follows one job from its root to its end. `header()` is complete once the root has ended."""

    def __init__(self, on_item: Callable[[JobItem], None], pieces: list[str], depth_limit: int) -> None:
        self._on_item = on_item
        self._pieces = pieces
        self._depth_limit = depth_limit
        self._kind: tuple[JobKind, Interface] | None = None
        self._items: Items21 | Items20 = Items21()
        self._prefix = ""
        self._path: list[str] = []
        self._nodes: list[Node] = []
        """The element that is read as a whole, and those open inside it."""
        self._settings: JobSettings | None = None
        self._global_settings: DocumentSettings | None = None
        self._named_settings: tuple[NamedSettings, ...] = ()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._pieces.clear()
        if self._kind is None:
            self._open_root(name)
            return
        self._path.append(name.removeprefix(self._prefix))
        if len(self._path) >= self._depth_limit:
            raise XmlProblemError(text("Its elements are nested too deeply to be real."))
        if self._nodes or tuple(self._path) in _WHOLE:
            node = Node(self._path[-1], attributes)
            if self._nodes:
                self._nodes[-1].children.append(node)
            self._nodes.append(node)

    def end(self, name: str) -> None:
        """An element ends; its text is in the pieces."""
        if self._nodes:
            node = self._nodes.pop()
            node.text = "".join(self._pieces)
            if not self._nodes:
                self._take(node)
        self._pieces.clear()
        if self._path:
            self._path.pop()

    def header(self) -> JobHeader:
        """Everything but the items. Raises `XmlProblemError` where the job's settings are missing."""
        if self._kind is None or self._settings is None:
            raise XmlProblemError(text("It has no job settings."))
        return JobHeader(*self._kind, self._settings, self._global_settings, self._named_settings)

    def _open_root(self, name: str) -> None:
        self._kind = _ROOTS.get(name)
        if self._kind is None:
            raise XmlProblemError(text("It is not a job, but “{element}”.", element=local_name(name)[:60]))
        interface = self._kind[1]
        self._prefix = interface.namespace + " "
        self._items = Items21() if interface is Interface.V2_1 else Items20()

    def _take(self, node: Node) -> None:
        match node.name:
            case "mottaker":
                self._on_item(self._items.recipient(node))
            case "dokument":
                self._on_item(self._items.document(node))
            case "brev":
                self._on_item(self._items.letter(node))
            case "jobb-innstillinger":
                self._settings = self._items.job_settings(node)
            case _:
                self._take_common_settings(node)

    def _take_common_settings(self, node: Node) -> None:
        settings = self._items.common_settings(node)
        self._global_settings = settings.for_all or self._global_settings
        self._named_settings += settings.named
