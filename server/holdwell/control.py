"""Owns how a command reaches a server that runs on the same data: a private note in the data folder.

SQLite wants one writer, so a second process never writes beside the server: it asks the server. The note names the
server's address and a token that is made anew at each start; only the user who runs the server can read it.
"""

import json
import os
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from holdwell.store.lock import lock_folder
from holdwell.wire import Problem

# By which the command line names the practice it means, percent-encoded: its name or its id.
PRACTICE_HEADER = "holdwell-practice"
# Erasing writes the whole database anew.
_ANSWERED_WITHIN_S = 120
# Others may be a server on its way up or down, or one of an earlier start; but a disk that failed is no such thing.
_FINAL = (400, 403, 404, 413, 507)
_DISK_FAILED = "storage-failed"
T = TypeVar("T")


class Note(NamedTuple):
    """Where the server is (`url` as people open it, `local` as this machine reaches it), and its token.

    `certificate_file` is what it serves https with, None for plain http.
    """

    url: str
    local: str
    token: str
    certificate_file: str | None = None


class ControlError(Exception):
    """The server did not do it; the message is a plain sentence. `is_answer`: the server itself said so."""

    def __init__(self, sentence: str, *, is_answer: bool = False) -> None:
        super().__init__(sentence)
        self.is_answer = is_answer


def why_not_one(found: Sequence[tuple[str, str]]) -> str:
    """Why none is meant where a practice is named: none, or several of these (id and name) go by what was said."""
    if not found:
        return "No practice of this server goes by this name or id."
    ids = " or ".join(practice_id for practice_id, _ in found)
    return (
        f"{len(found)} practices of this server go by the name {found[0][1]}: name the one you mean by its id, {ids}."
    )


def write_note(folder: Path, note: Note) -> None:
    """Leave the note, readable by this user only."""
    file = folder / "server.json"
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(note._asdict(), out)


def remove_note(folder: Path) -> None:
    """Take the note away when the server stops."""
    (folder / "server.json").unlink(missing_ok=True)


def running_at(folder: Path) -> str | None:
    """Where the server that runs on this folder is opened by people; None where none runs."""
    try:
        note = Note(**json.loads((folder / "server.json").read_text(encoding="utf-8")))
        lock = lock_folder(folder)
    except (OSError, ValueError, TypeError):
        return None
    if lock is None:
        return note.url
    lock.release()
    return None


def ask(folder: Path, method: str, path: str, document: object, answer_type: type[T], practice: str | None = None) -> T:
    """Have the running server do something, for the practice of this name or id (None: its only one).

    Raises ControlError.
    """
    # A server never asks itself: its start does not pay for a client of http.
    import urllib.error
    import urllib.request

    try:
        note = Note(**json.loads((folder / "server.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise ControlError(
            f"No server left a note of where it is in {folder}. If one is starting, try again in a moment."
        ) from None
    headers = {"content-type": "application/json", "origin": note.local, "authorization": f"Bearer {note.token}"}
    if practice is not None:
        headers[PRACTICE_HEADER] = quote(practice)
    data = None if document is None else msgspec.json.encode(document)
    request = urllib.request.Request(f"{note.local}{path}", data=data, headers=headers, method=method)
    try:
        # No proxy may stand between two processes of one machine.
        handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
        if note.certificate_file is not None:
            handlers.append(urllib.request.HTTPSHandler(context=_trusting_only(note.certificate_file)))
        opener = urllib.request.build_opener(*handlers)
        with opener.open(request, timeout=_ANSWERED_WITHIN_S) as answer:
            return msgspec.json.decode(answer.read(), type=answer_type)
    except urllib.error.HTTPError as error:
        problem = _problem(error.read())
        is_answer = error.code in _FINAL or (problem is not None and problem.type == _DISK_FAILED)
        why = f" with status {error.code}." if problem is None else f": {problem.detail}"
        raise ControlError(f"The server refused{why}", is_answer=is_answer) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise ControlError(f"The server at {note.local} did not answer ({error}).") from None


def _trusting_only(certificate_file: str) -> ssl.SSLContext:
    """Trust in this very certificate: it names the address of the devices, not of this machine, so no name is asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cafile=certificate_file)
    return context


def _problem(body: bytes) -> Problem | None:
    try:
        return msgspec.json.decode(body, type=Problem)
    except msgspec.MsgspecError:
        return None
