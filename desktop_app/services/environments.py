"""The three environments, each over a data folder of its own, so that they can never mix."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.base.settings_files import ENVIRONMENT_KEY, ENVIRONMENTS

PRODUCTION = "production"
_MEMORY = "last-environment"


def home_folder() -> Path:
    """The place that the system has for this program's data, with a folder for each environment."""
    import platformdirs

    return platformdirs.user_data_path("Brevdue", appauthor=False)


def default_data_folder(environment: str = PRODUCTION) -> Path:
    """The folder of one environment in the place that the system has for programs' data."""
    return home_folder() / environment


@dataclass(frozen=True, slots=True)
class Place:
    """Where a program opens: the folder, and the environment it is for. None leaves that to the folder itself."""

    folder: Path
    environment: str | None = None


class Environments:
    """Knows each environment's folder. `memory` is the file that holds which one the window had open last."""

    def __init__(self, folders: Mapping[str, Path], memory: Path | None = None) -> None:
        self._folders = dict(folders)
        self._memory = memory

    def place(self, environment: str) -> Place:
        """Where this environment is opened."""
        return Place(self._folders[environment], environment)

    def last(self) -> str:
        """The environment that was open last; production where nobody knows."""
        try:
            name = self._memory.read_text(encoding="utf-8").strip() if self._memory else ""
        except (OSError, UnicodeDecodeError):
            name = ""
        return name if name in ENVIRONMENTS else PRODUCTION

    def remember(self, environment: str) -> None:
        """Open this one the next time. A disk that will not have it does no harm."""
        if self._memory is None:
            return
        try:
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            self._memory.write_text(environment, encoding="utf-8")
        except OSError:
            return


def standard_environments(home: Path) -> Environments:
    """The environments in the system's place for data."""
    return Environments({name: home / name for name in ENVIRONMENTS}, home / _MEMORY)


def environments_around(folder: Path, wanted: str | None = None) -> Environments:
    """The environments of a folder that was named: it is for the one its settings say, the others lie beside it.

    A folder that is new is for the wanted one. Beside `/data/office` training is `/data/office-training`. One of the
    program's own folders has the other ones beside it under their own names.
    """
    folder = folder.absolute()
    if folder.parent == home_folder().absolute() and folder.name in ENVIRONMENTS:
        return standard_environments(folder.parent)
    own = _environment_of(folder) or wanted or PRODUCTION
    beside = {name: folder.with_name(f"{folder.name}-{name}") for name in ENVIRONMENTS}
    return Environments({**beside, own: folder})


def _environment_of(folder: Path) -> str | None:
    """What a folder says that it is for. None when it is new, or when its settings cannot be read."""
    settings_file = DataFolder(folder).settings_file
    if not settings_file.exists() and not DataFolder(folder).database_file.exists():
        return None
    try:
        return Settings(settings_file, DECLARATIONS).text(ENVIRONMENT_KEY)
    except (InputError, OSError):
        return PRODUCTION
