"""The protocols folder, read at start: what is served, and every fault.

Owns the reading of files from disk and the digests of the library and of each protocol version. Immutable after
`load`. It must never raise for bad content: a faulty file is left out and named (`holdwell.core.shelf`).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import UNSET

from holdwell import wire
from holdwell.core.digest import digest_from_bytes
from holdwell.core.shelf import Shelf, shelf_from, version_from
from holdwell.core.tree import BYTES_AT_MOST


@dataclass(frozen=True)
class LoadedLibrary:
    """What the server offers. `json`: the text of `library`; `versions`: each protocol version's text by its digest."""

    library: wire.Library
    json: bytes
    digest: str
    versions: dict[str, bytes]
    faults: list[wire.Fault]


def load(directory: Path) -> LoadedLibrary:
    """Everything good in the folder. Never raises: what cannot be read or is faulty stands in `faults`."""
    return library_from(shelf_of(directory))


def shelf_of(directory: Path) -> Shelf:
    """The checked files of a folder. Never raises."""
    files, unread = read_files(directory)
    return shelf_from(files, unread)


def library_from(shelf: Shelf) -> LoadedLibrary:
    """The library as it is published. A digest is that of the exact bytes that are served."""
    versions: dict[str, bytes] = {}
    protocols = []
    for protocol in shelf.protocols:
        text = msgspec.json.encode(version_from(protocol, shelf))
        digest = digest_from_bytes(text)
        versions[digest] = text
        protocols.append(wire.LibraryProtocol(digest=digest, protocol=protocol))
    parts = (protocols, shelf.points, shelf.conditions, shelf.questions, shelf.zones)
    sources = UNSET if shelf.sources is None else shelf.sources
    complaints = UNSET if shelf.complaints is None else shelf.complaints
    whole = (*parts, *(part for part in (shelf.sources, shelf.complaints) if part is not None))
    digest = digest_from_bytes(msgspec.json.encode(whole))
    library = wire.Library(digest, *parts, sources, complaints)
    return LoadedLibrary(library, msgspec.json.encode(library), digest, versions, shelf.faults)


def read_files(directory: Path) -> tuple[dict[str, bytes], list[wire.Fault]]:
    """The bytes of every YAML file under the folder by its path in it, and what could not be read. Never raises."""
    files: dict[str, bytes] = {}
    unread: list[wire.Fault] = []

    def fail(name: str, message: str) -> None:
        unread.append(wire.Fault(file=name, line=1, column=1, message=message))

    def fail_folder(error: OSError) -> None:
        fail(_name_of(Path(error.filename), directory), f"this folder cannot be read: {error.strerror}")

    for parent, folders, names in os.walk(directory, onerror=fail_folder):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or path.suffix.lower() not in (".yaml", ".yml"):
                continue
            if path.suffix != ".yaml":
                fail(_name_of(path, directory), "expected a name that ends in .yaml, so that this file is read")
                continue
            try:
                files[_name_of(path, directory)] = _bytes_of(path)
            except OSError as error:
                fail(_name_of(path, directory), f"this file cannot be read: {error.strerror}")
    if not files and not unread:
        fail(_name_of(directory, directory), "expected protocol files in this folder, but there are none")
    return files, unread


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file, one more than allowed where it is too large. Raises OSError, also for what is no file."""
    if not path.is_file():
        raise OSError(None, "it is not a plain file")
    with path.open("rb") as stream:
        return stream.read(BYTES_AT_MOST + 1)


def _name_of(path: Path, directory: Path) -> str:
    """The path inside the folder, as text that can be sent: bytes that are no UTF-8 are replaced."""
    inside = path.relative_to(directory).as_posix() if path.is_relative_to(directory) else path.as_posix()
    return os.fsencode(str(directory) if inside == "." else inside).decode("utf-8", "replace")
