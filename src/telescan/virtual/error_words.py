"""What an error of the computer means, in words; its own text follows in brackets."""

import errno
import socket

from telescan.virtual.language import Sentence, spoken

BY_NUMBER: dict[int, str] = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "the connection broke off",
    errno.EPIPE: "the connection broke off",
    errno.ETIMEDOUT: "no answer in time",
    errno.EHOSTUNREACH: "no route to it",
    errno.ENETUNREACH: "no route to it",
    errno.ENETDOWN: "the network is down",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk cannot be written",
    errno.EACCES: "access denied",
    errno.EPERM: "access denied",
    errno.ENOENT: "a file is missing",
    errno.ENOMEM: "not enough memory",
}

BY_TYPE: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "unknown host name"),
    (TimeoutError, "no answer in time"),
    (MemoryError, "not enough memory"),
    (ArithmeticError, "an error in the calculation"),
    (OSError, "an error of the computer"),
    (Exception, "an error in the program"),
)
"""The first that fits is told, unless a system error's number says more."""


def reason_of(error: BaseException) -> Sentence:
    """Return what an error means."""
    detail = (isinstance(error, OSError) and error.strerror) or f"{error}" or type(error).__name__
    return spoken("{word} ({detail})", word=_word(error), detail=detail)


def _word(error: BaseException) -> str:
    by_type = next((word for kind, word in BY_TYPE if isinstance(error, kind)), BY_TYPE[-1][1])
    if isinstance(error, socket.gaierror) or not isinstance(error, OSError):
        return by_type
    return BY_NUMBER.get(error.errno or 0, by_type)
