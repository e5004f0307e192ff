"""The hub asks a site's gateway, the gateway answers: commands of people, and pings.

Answers come back under the site's own subjects, because a site's key opens nothing else.
"""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from pydantic import ValidationError

from telescan.wire import subjects
from telescan.wire.errors import SiteUnreachableError, WireError
from telescan.wire.messages import CommandReply, CommandRequest, Problem

_log = logging.getLogger(__name__)

COMMAND_TIMEOUT_S = 10.0
"""Setting a scanner takes seconds; the link's own delay is small beside it."""
PING_TIMEOUT_S = 2.0

CommandHandler = Callable[[CommandRequest], Awaitable[CommandReply]]


class SiteCommands:
    """The hub's way to every gateway."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._me = uuid.uuid4().hex
        self._answers: dict[str, asyncio.Future[Msg]] = {}
        self._listening: dict[str, Subscription] = {}

    async def send(
        self, site_id: str, request: CommandRequest, *, timeout_s: float = COMMAND_TIMEOUT_S
    ) -> CommandReply:
        """Ask and wait for the answer. Raises SiteUnreachableError, WireError.

        After a timeout nobody knows whether the command was carried out; the journal tells.
        """
        data = request.model_dump_json().encode()
        message = await self._ask(site_id, subjects.command(site_id), data, timeout_s)
        try:
            return CommandReply.model_validate_json(message.data)
        except ValidationError as error:
            text = f"site {site_id} answered something else than a reply"
            raise WireError(text) from error

    async def ping(self, site_id: str, *, timeout_s: float = PING_TIMEOUT_S) -> float:
        """Return the delay to the gateway and back, ms. Raises SiteUnreachableError."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._ask(site_id, subjects.ping(site_id), b"", timeout_s)
        return (loop.time() - began) * 1000

    async def close(self) -> None:
        """Stop listening for answers."""
        for subscription in self._listening.values():
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()
        self._listening.clear()

    async def _ask(self, site_id: str, subject: str, data: bytes, timeout_s: float) -> Msg:
        await self._listen(site_id)
        reply = f"{subjects.reply_prefix(site_id)}.{self._me}.{uuid.uuid4().hex}"
        answer: asyncio.Future[Msg] = asyncio.get_running_loop().create_future()
        self._answers[reply] = answer
        try:
            await self._client.publish(subject, data, reply=reply)
            message = await asyncio.wait_for(answer, timeout_s)
        except TimeoutError as error:
            text = f"site {site_id} did not answer within {timeout_s:g} s"
            raise SiteUnreachableError(text) from error
        except nats.errors.Error as error:
            text = f"site {site_id}: the hub's own NATS server is away"
            raise SiteUnreachableError(text) from error
        finally:
            del self._answers[reply]
        if (message.headers or {}).get("Status") == "503":
            text = f"site {site_id} is not connected"
            raise SiteUnreachableError(text)
        return message

    async def _listen(self, site_id: str) -> None:
        if site_id in self._listening:
            return
        self._listening[site_id] = await self._client.subscribe(
            f"{subjects.reply_prefix(site_id)}.{self._me}.*", cb=self._answered
        )
        await self._client.flush()

    async def _answered(self, message: Msg) -> None:
        answer = self._answers.get(message.subject)
        if answer is not None and not answer.done():
            answer.set_result(message)


class CommandServer:
    """The gateway's side. Commands start in the order in which they came; none waits for another.

    So an operator's "take back" never waits for a scanner that is slow to be set.
    """

    def __init__(self, client: Client, site_id: str, handle: CommandHandler) -> None:
        self._client = client
        self._site_id = site_id
        self._handle = handle
        self._subscriptions: list[Subscription] = []
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to answer."""
        self._subscriptions = [
            await self._client.subscribe(subjects.command(self._site_id), cb=self._command),
            await self._client.subscribe(subjects.ping(self._site_id), cb=_pong),
        ]
        await self._client.flush()

    async def stop(self) -> None:
        """Stop answering."""
        for subscription in self._subscriptions:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()
        self._subscriptions = []
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _command(self, message: Msg) -> None:
        task = asyncio.create_task(self._answer(message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, message: Msg) -> None:
        reply = await self._reply(message.data)
        try:
            await message.respond(reply.model_dump_json().encode())
        except nats.errors.Error as error:
            _log.warning("an answer could not be sent: %r", error)

    async def _reply(self, data: bytes) -> CommandReply:
        try:
            request = CommandRequest.model_validate_json(data)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            return CommandReply(
                problem=Problem(code="invalid_command", detail=first["msg"], field=field)
            )
        try:
            return await self._handle(request)
        # Outermost edge: the asker gets an answer whatever broke, and the log says what it was.
        except Exception:  # noqa: BLE001
            _log.exception("%s: a command failed", request.command.kind)
            detail = "the gateway failed at this command; its log says why"
            return CommandReply(problem=Problem(code="gateway_error", detail=detail))


async def _pong(message: Msg) -> None:
    await message.respond(b"")
