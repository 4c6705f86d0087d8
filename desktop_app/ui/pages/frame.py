"""What all pages have in common: the room around them, the header, and lists that are read whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop_app.ui.components.frames import PageHeader
from desktop_app.ui.components.grid_source import Column, GridQuery, GridRow, ListSource
from desktop_app.ui.components.layout import Part, Scroll, column
from desktop_app.ui.context import Page, UiContext
from desktop_app.ui.theme import Space

_AROUND = (Space.PAGE, 0, Space.PAGE, Space.PAGE)


class FramedPage(Page):
    """A page with a header. Subclasses lay their parts out with `fill`."""

    def __init__(self, context: UiContext, title: str, sentence: str = "") -> None:
        super().__init__()
        self.context = context
        self.header = PageHeader(context.theme, title, sentence)
        self.setAccessibleName(title)

    def fill(self, *parts: Part) -> None:
        """Put the parts under the header; the last one gets what room is left. They scroll where there is none."""
        inside = column(*parts, space=Space.CARD)
        inside.setStretch(inside.count() - 1, 1)
        self._stand(Scroll(inside, _AROUND, gives_way=True))

    def fill_scrolling(self, *parts: Part) -> None:
        """Put the parts under the header, one below the other however high they are, in a body that scrolls."""
        self._stand(Scroll(column(*parts, None, space=Space.CARD), _AROUND))

    def _stand(self, inside: Part) -> None:
        head = column(self.header, margins=(Space.PAGE, Space.PAGE, Space.PAGE, 0))
        layout = column(head, inside, space=Space.CARD)
        layout.setStretch(1, 1)
        self.setLayout(layout)


@dataclass
class WholeSource:
    """A grid's source over a list that is short enough to be read whole, such as all mailings.

    `load` is called off the window's thread each time the grid asks for the count.
    """

    columns: Sequence[Column]
    load: Callable[[], Sequence[GridRow]]
    matches: Callable[[GridRow, frozenset[str]], bool] = lambda _row, _filters: True
    _read: ListSource | None = field(default=None, init=False)

    def count(self, query: GridQuery) -> int:
        """Read the list, and count what fits."""
        self._read = ListSource(self.columns, self.load(), self.matches)
        return self._read.count(query)

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        """Rows of the list as it was last read."""
        source = self._read or ListSource(self.columns, self.load(), self.matches)
        return source.rows(query, offset, limit)
