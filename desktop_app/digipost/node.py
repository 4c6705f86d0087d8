"""A small element tree for one recipient, document or letter at a time."""

from dataclasses import dataclass, field

from desktop_app.base.texts import text
from desktop_app.digipost.xml_parsing import XmlProblemError


@dataclass(slots=True)
class Node:
    """One element: local name, attributes, text, and the elements inside it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def find(self, name: str) -> "Node | None":
        """The first element of that name inside."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list["Node"]:
        """Every element of that name inside."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> "Node":
        """The element of that name. Raises `XmlProblemError` where it is missing."""
        found = self.find(name)
        if found is None:
            raise XmlProblemError(text("“{parent}” lacks “{element}”.", parent=self.name[:60], element=name))
        return found

    def first(self) -> "Node":
        """The first element inside. Raises `XmlProblemError` where there is none."""
        if not self.children:
            raise XmlProblemError(text("“{element}” is empty.", element=self.name[:60]))
        return self.children[0]

    def value(self, name: str) -> str | None:
        """The text of the element of that name, or None where it is missing."""
        found = self.find(name)
        return None if found is None else found.text

    def required(self, name: str) -> str:
        """The text of the element of that name. Raises `XmlProblemError` where it is missing."""
        return self.one(name).text
