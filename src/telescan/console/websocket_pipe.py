"""The hub's end of a console over a WebSocket."""

from starlette.websockets import WebSocket, WebSocketDisconnect

from telescan.wire.console_pipe import PipeClosedError, Transport

POLICY_VIOLATION = 1008


class WebSocketPipe:
    """A ``Pipe`` on an accepted WebSocket."""

    transport = Transport.WEBSOCKET

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._open = True

    async def send(self, message: str | bytes, *, urgent: bool = False) -> None:  # noqa: ARG002
        """Send; TCP has one order for all, so ``urgent`` changes nothing."""
        try:
            if isinstance(message, str):
                await self._websocket.send_text(message)
            else:
                await self._websocket.send_bytes(message)
        except (WebSocketDisconnect, RuntimeError) as error:  # RuntimeError: closed by ourselves
            raise PipeClosedError("the WebSocket is closed") from error

    async def receive(self) -> str | bytes:
        """Return what came next."""
        try:
            message = await self._websocket.receive()
        except RuntimeError as error:
            raise PipeClosedError("the WebSocket is closed") from error
        data = message.get("text") or message.get("bytes")
        if message["type"] != "websocket.receive" or data is None:
            self._open = False
            raise PipeClosedError("the other end closed the WebSocket")
        content: str | bytes = data
        return content

    async def close(self) -> None:
        """Close; the protocol lets what was sent arrive."""
        if self._open:
            self._open = False
            try:
                await self._websocket.close(POLICY_VIOLATION)
            except (WebSocketDisconnect, RuntimeError):
                return  # the other end was faster
