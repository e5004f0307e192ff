"""A number on the command line, whose error says what is expected."""

from typing import NoReturn

import click


class Number(click.ParamType[int | float]):
    """``kind`` is int or float; ``expected`` is what an error asks for."""

    def __init__(
        self, kind: type[int] | type[float], expected: str, *, at_least: float | None = None
    ) -> None:
        self.name = kind.__name__
        self._kind = kind
        self._expected = expected
        self._at_least = at_least

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        """Return what is expected where the option is missing."""
        del param, ctx
        return f"Expected {self._expected}."

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | float:
        """Return the number."""
        try:
            number = self._kind(f"{value}")
        except ValueError:
            self._refuse(value, param, ctx)
        if self._at_least is not None and number < self._at_least:
            self._refuse(value, param, ctx)
        return number

    def _refuse(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> NoReturn:
        self.fail(f"expected {self._expected}; got {str(value)!r}", param, ctx)
