"""Where sources and mappings lie, and which one a name means: one's own before those shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cxc_metrics.errors import SourceError, UnknownName
from cxc_metrics.paths import SOURCES, register_dir, sources_dir

from .mapping.compiled import compile_mapping, source_of
from .mapping.declared_mapping import Mapping
from .mapping.map_file import read_mapping
from .source import CXC, MAP_FILE, SOURCE_FILE, Source, read_source

OWN_FOLDER: Final = "sources"


@dataclass(frozen=True)
class SourcePlace:
    """A folder that holds a source, or the file of a mapping. `hidden` are others of its name, not used."""

    name: str
    path: Path
    hidden: tuple[Path, ...] = ()

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the program."""
        return self.path.is_relative_to(SOURCES)

    def mapping(self) -> Mapping | None:
        """The mapping that lies there; None where SQL does. SourceError when it is not usable."""
        file = self.path / MAP_FILE if self.path.is_dir() else self.path
        if self.path.is_dir() and (self.path / SOURCE_FILE).is_file():
            if file.is_file():
                raise SourceError(f"{self.path} holds both {SOURCE_FILE} and {MAP_FILE}. Keep one of them")
            return None
        mapping = read_mapping(file)
        if self.path.is_dir() and self.path.parent != self.path and mapping.name != self.name:
            raise SourceError(f"{file}: it calls itself {mapping.name!r} but lies in folder {self.name!r}")
        return mapping

    def declared(self) -> Mapping | Source:
        """What lies there: a mapping, or a source in SQL. SourceError when it is not usable."""
        return self.mapping() or read_source(self.path)

    def source(self) -> Source:
        """The source that lies there, or that a mapping makes. SourceError when it is not usable."""
        return source_of(self.declared())


@dataclass(frozen=True)
class LoadedSources:
    """The sources that can be used, one's own before those shipped, and what is wrong with the others.

    A broken one takes only its own name away.
    """

    usable: tuple[tuple[SourcePlace, Mapping | Source], ...]
    broken: tuple[tuple[SourcePlace, str], ...]

    @property
    def declared(self) -> tuple[Mapping | Source, ...]:
        """The mappings and sources themselves, as `recognise` takes them."""
        return tuple(declared for _, declared in self.usable)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them as sources."""
        return tuple(map(source_of, self.declared))


def roots(store: Path | None = None) -> tuple[Path, ...]:
    """The folders in which sources are looked for, in their order; `store` is that of the data versions."""
    own = sources_dir()
    return (*((own,) if own else ()), (store or register_dir()) / OWN_FOLDER, SOURCES)


def source_places(*folders: Path, store: Path | None = None) -> tuple[SourcePlace, ...]:
    """All sources there are by name, whether usable or not; `folders` instead of the usual ones."""
    by_name: dict[str, list[Path]] = {}
    for path in (path for root in folders or roots(store) for path in _in(root)):
        by_name.setdefault(path.name, []).append(path)
    return tuple(SourcePlace(name, places[0], tuple(places[1:])) for name, places in sorted(by_name.items()))


def _in(root: Path) -> Iterator[Path]:
    try:
        folders = sorted(path for path in root.iterdir() if path.is_dir())
    except OSError:
        # No folder, or one nobody may look into: it holds no source for this user.
        return
    for folder in folders:
        if (folder / SOURCE_FILE).is_file() or (folder / MAP_FILE).is_file():
            yield folder


def sources(*folders: Path, store: Path | None = None) -> tuple[str, ...]:
    """Names of the sources that are there."""
    return tuple(place.name for place in source_places(*folders, store=store))


def source_place(name: str, *folders: Path, store: Path | None = None) -> SourcePlace:
    """Where the source of a name lies, or of a path: a folder with `source.toml` or `map.toml`, or a mapping.

    UnknownName when there is none.
    """
    places = {place.name: place for place in source_places(*folders, store=store)}
    if name in places:
        return places[name]
    path = Path(name).expanduser()
    if path.is_file() and path.name == SOURCE_FILE:
        path = path.parent
    if path.is_dir() and not any((path / file).is_file() for file in (SOURCE_FILE, MAP_FILE)):
        raise SourceError(f"The folder {name} holds neither {SOURCE_FILE} nor {MAP_FILE}")
    if path.exists():
        path = path.resolve()
        if path.is_dir() and not (path / SOURCE_FILE).is_file():
            # Beside the data: the folder has a name of its own.
            path /= MAP_FILE
        return SourcePlace(path.name if path.is_dir() else path.stem, path)
    raise UnknownName("source", name, (CXC.name, *places))


def load_source(name: str, *folders: Path, store: Path | None = None) -> Source:
    """The source of a name or path (see `source_place`); `cxc` is the register in the contract's own tables.

    UnknownName when there is none; SourceError with all faults when it is not usable.
    """
    return CXC if name == CXC.name else source_place(name, *folders, store=store).source()


def load_sources(*folders: Path, store: Path | None = None) -> LoadedSources:
    """Every source there is, each read by itself; those that are not usable are told with what is wrong."""
    usable, broken = [], []
    for place in source_places(*folders, store=store):
        try:
            usable.append((place, place.declared()))
        except SourceError as error:
            hidden = [path for path in place.hidden if path.is_relative_to(SOURCES)]
            tail = f" The one that came with the program, {hidden[0]}, is hidden by it" if hidden else ""
            broken.append((place, f"{error}.{tail}" if tail else str(error)))
    return LoadedSources(tuple(sorted(usable, key=lambda entry: entry[0].is_shipped)), tuple(broken))


def mapping_beside(path: Path) -> Mapping | None:
    """The mapping in a `map.toml` beside the data: in the folder given, or in that of the file given.

    SourceError when it is not usable.
    """
    file = (path if path.is_dir() else path.parent) / MAP_FILE
    return read_mapping(file) if file.is_file() and file != path else None


def source_beside(path: Path) -> Source | None:
    """The source that such a mapping makes. SourceError when it is not usable."""
    mapping = mapping_beside(path)
    return compile_mapping(mapping) if mapping is not None else None
