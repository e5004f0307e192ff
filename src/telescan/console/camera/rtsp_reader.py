"""The process that reads one RTSP camera: ``python -m telescan.console.camera.rtsp_reader``.

Its order comes as one line of JSON on standard input, pictures go out as ``rtsp_pipe`` says.
"""

import json
import sys
import time
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit, urlunsplit

from telescan.console.camera.rtsp_pipe import ERROR, HEAD, LOGIN_ERROR, PICTURE
from telescan.console.camera.shot import MOST_PIXELS

_OPEN_S, _READ_S = 8.0, 5.0


class TooLargeError(Exception):
    """The camera's pictures are larger than anybody needs."""


def _say(out: BinaryIO, kind: int, payload: bytes, width: int = 0, height: int = 0) -> None:
    out.write(HEAD.pack(kind, width, height, len(payload)))
    out.write(payload)
    out.flush()


def _with_login(url: str, user: str | None, password: str | None) -> str:
    if user is None:
        return url
    parts = urlsplit(url)
    login = f"{quote(user, safe='')}:{quote(password or '', safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))


def _even(size: float) -> int:
    return max(2, round(size / 2) * 2)


def _read(order: dict[str, Any], out: BinaryIO) -> None:
    import av  # noqa: PLC0415  an extra: without it this process says so

    av.logging.set_level(None)
    url = _with_login(order["url"], order["user"], order["password"])
    options = {"rtsp_transport": "tcp", "fflags": "nobuffer", "flags": "low_delay"}
    pause_s, next_s = 1 / order["frames_per_s"], 0.0
    with av.open(url, format="rtsp", options=options, timeout=(_OPEN_S, _READ_S)) as stream:
        for frame in stream.decode(stream.streams.video[0]):
            if time.monotonic() < next_s:
                continue
            next_s = time.monotonic() + pause_s
            if frame.width * frame.height > MOST_PIXELS:
                raise TooLargeError(
                    f"the camera sends {frame.width} × {frame.height} pixels; "
                    "set it to a smaller size"
                )
            scale = min(1.0, order["longest_edge_px"] / max(frame.width, frame.height))
            width, height = _even(frame.width * scale), _even(frame.height * scale)
            small = frame.reformat(width=width, height=height, format="rgb24")
            _say(out, PICTURE, small.to_ndarray().tobytes(), width, height)


_FAULTS = {
    "ModuleNotFoundError": (ERROR, "RTSP needs PyAV: install telescan[camera]"),
    "HTTPUnauthorizedError": (LOGIN_ERROR, "the camera refuses user and password"),
    "HTTPNotFoundError": (ERROR, "the camera does not know the path in url"),
    "TimeoutError": (ERROR, "the camera does not answer; check url and the network"),
    "ExitError": (ERROR, "the camera does not answer; check url and the network"),
    "ConnectionRefusedError": (ERROR, "connection refused; check url, and that the camera runs"),
}
"""By PyAV's names, which are known here without it."""


def _fault(error: Exception) -> tuple[int, bytes]:
    """Return kind and words for what went wrong; never with the address, which has the password."""
    name = type(error).__name__
    kind, words = _FAULTS.get(name, (ERROR, f"the stream cannot be read ({name}); check url"))
    return kind, (str(error) if isinstance(error, TooLargeError) else words).encode()


def main() -> None:
    """Read the camera until it ends, or until nobody wants its pictures any more."""
    out = sys.stdout.buffer
    try:
        _read(json.loads(sys.stdin.readline()), out)
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001  the process's outermost edge: told to its parent
        _say(out, *_fault(error))
        return
    _say(out, ERROR, b"the camera ended its stream")


if __name__ == "__main__":
    main()
