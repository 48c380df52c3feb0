"""Owns the guards of routes: who is asking, and may they. Litestar runs guards before it reads a body.

[A6] Authentication comes before the body is read.
[A5] Pairing over plain http works from the server's own machine only.
"""

import hmac
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from holdwell.access import COOKIE, DEVICE_HEADER, SERVER_ID, Access, cookie_text
from holdwell.control import PRACTICE_HEADER, why_not_one
from holdwell.store.store import DeviceRow
from holdwell.web.gate import COOKIE_STATE
from holdwell.web.problem import ProblemError, forbidden, invalid, not_found, pairing_needs_https

Connection = ASGIConnection[Any, Any, Any, Any]


class Door:
    """The guards. `control_token` is what `holdwell pair` on this machine shows, made anew at each start; it comes from
    loopback, or from `own_address` where the server listens at one address only.
    """

    def __init__(self, access: Access, control_token: str, practice_id: str, own_address: str) -> None:
        self._access = access
        self._own_address = own_address
        self._control_token = control_token
        self._server = DeviceRow(practice_id, SERVER_ID, "The server itself", "owner", None, 0, 0, 0, None)

    async def paired(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Any paired device."""
        connection.scope["user"] = await self._recognise(connection)

    async def paired_or_new(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A paired device, or a browser that was never handed a cookie: nobody, which is no error."""
        connection.scope["user"] = await self._recognise(connection) if COOKIE in connection.cookies else None

    async def owner(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A device of the owner, or the server's own command line."""
        if self._is_control(connection):
            connection.scope["user"] = self._server_for(connection)
            return
        device = await self._recognise(connection)
        if device.role != "owner":
            raise forbidden("Only a device of the owner may do this.")
        connection.scope["user"] = device

    async def staff(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A device of the owner or of a therapist, or the server's own command line, which says for which practice."""
        if self._is_control(connection):
            if PRACTICE_HEADER not in connection.headers and len(self._access.practices_named(None)) > 1:
                raise invalid("This server holds several practices: name the one you mean with --practice.")
            connection.scope["user"] = self._server_for(connection)
            return
        device = await self._recognise(connection)
        if device.role == "client":
            raise forbidden("Only a device of the owner or a therapist may do this.")
        connection.scope["user"] = device

    async def staff_device(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A device of the owner or of a therapist."""
        device = await self._recognise(connection)
        if device.role == "client":
            raise forbidden("Only a device of the owner or a therapist may do this.")
        connection.scope["user"] = device

    async def control(self, connection: Connection, _: BaseRouteHandler) -> None:
        """The server's own command line, and nobody else."""
        if not self._is_control(connection):
            await self._recognise(connection)
            raise forbidden("Only the command line on the server's own machine may do this.")
        connection.scope["user"] = self._server

    async def removed(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A device that was removed, and nobody else."""
        connection.scope["user"] = await self._access.removed_from_token(connection.cookies.get(COOKIE))

    async def anyone(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Anyone; a paired device is recognised where there is one, and a cookie that fits none is no hindrance."""
        try:
            connection.scope["user"] = await self._recognise(connection)
        except ProblemError:
            connection.scope["user"] = None

    async def pairing(self, connection: Connection, _: BaseRouteHandler) -> None:
        """A browser that may send a code: over https, or from this machine."""
        if not is_https(connection) and not is_loopback(connection):
            raise pairing_needs_https()

    def _server_for(self, connection: Connection) -> DeviceRow:
        named = connection.headers.get(PRACTICE_HEADER)
        if named is None:
            return self._server
        found = self._access.practices_named(unquote(named))
        if len(found) != 1:
            raise not_found(why_not_one([(each.practice_id, each.name) for each in found]))
        return self._server._replace(practice_id=found[0].practice_id)

    async def _recognise(self, connection: Connection) -> DeviceRow:
        token = connection.cookies.get(COOKIE)
        device = await self._access.device_from_token(token, connection.headers.get(DEVICE_HEADER))
        if token is not None and await self._access.note_seen(device, token):
            put_cookie(connection, token)
        return device

    def _is_control(self, connection: Connection) -> bool:
        shown = connection.headers.get("authorization", "").removeprefix("Bearer ")
        is_right = hmac.compare_digest(shown.encode("utf-8", "replace"), self._control_token.encode("utf-8"))
        client = connection.scope.get("client")
        return is_right and (is_loopback(connection) or (client is not None and client[0] == self._own_address))


def put_cookie(connection: Connection, token: str) -> None:
    """Hand the device's cookie out with the answer to this request."""
    state: dict[str, Any] = connection.scope.setdefault("state", {})
    state[COOKIE_STATE] = cookie_text(token, is_https=is_https(connection))


def is_https(connection: Connection) -> bool:
    """Did this request come over https?"""
    return connection.scope.get("scheme") == "https"


def is_loopback(connection: Connection) -> bool:
    """Did this request come from the server's own machine?"""
    client = connection.scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False
