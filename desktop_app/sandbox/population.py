"""Who is who in the built-in Digipost (interface; the rules follow)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Population:
    """Decides from a person's data alone how Digipost knows that person. A value: changes make new ones."""

    overrides: Mapping[str, object] = field(default_factory=dict)
