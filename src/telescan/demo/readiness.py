"""Whether the demo can be used: asked of the hub as a person would, by signing in and looking."""

import http.client
import json
from http import HTTPStatus
from typing import Any

from telescan.hub.people import NewPerson


class Visitor:
    """Somebody signed in to the demo's hub."""

    def __init__(self, port: int, account: NewPerson) -> None:
        self._port = port
        self._account = account
        self._cookie: str | None = None

    def sees_every_scanner(self, count: int) -> bool:
        """Tell whether the hub answers and shows ``count`` scanners, all of them online."""
        try:
            sites = self._sites()
        except (OSError, http.client.HTTPException, ValueError):
            return False
        scanners = [scanner for site in sites for scanner in site["scanners"]]
        return len(scanners) == count and all(
            scanner["online"] and scanner["status"] is not None for scanner in scanners
        )

    def _sites(self) -> list[dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2)
        try:
            if self._cookie is None:
                self._sign_in(connection)
            connection.request("GET", "/api/sites", headers={"Cookie": self._cookie or ""})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != HTTPStatus.OK:
                self._cookie = None
                return []
            sites: list[dict[str, Any]] = json.loads(body)
            return sites
        finally:
            connection.close()

    def _sign_in(self, connection: http.client.HTTPConnection) -> None:
        body = json.dumps({"username": self._account.username, "password": self._account.password})
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self._port}",
        }
        connection.request("POST", "/api/sign-in", body, headers)
        answer = connection.getresponse()
        answer.read()
        cookie = answer.headers.get("Set-Cookie", "")
        self._cookie = cookie.split(";")[0] or None
