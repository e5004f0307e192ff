"""Few large rectangles instead of many small ones, where text changed here and there. Pure.

The codec of text tells equal columns of pixels once, so what did not change in between costs little
in a large rectangle, while each small one tells the same glyphs again: eighteen new lines of a log
take 7.6 kB as one rectangle and 15 kB as the thirteen that changed.
"""

from collections.abc import Callable, Sequence

from telescan.console.geometry import Rect

MOST_PX = 400_000
"""One rectangle takes the codec about 15 ms then."""

_IN_VAIN = 5
"""A gathered rectangle is at most so many times as large as what changed in it."""

_MOST_RECTS = 64

_LITTLE_PX = 8192
"""So little is quicker told as it is: a letter, and a count elsewhere that changed with it."""


def gathered(rects: Sequence[Rect], allowed: Callable[[Rect], bool]) -> list[Rect]:
    """Return rectangles that cover all of ``rects``; new ones only where ``allowed``."""
    if sum(rect.area for rect in rects) <= _LITTLE_PX:
        return list(rects)
    groups = [(rect, rect.area) for rect in sorted(rects, key=lambda rect: (rect.y, rect.x))]
    if len(groups) > _MOST_RECTS:
        return [rect for rect, _ in groups]
    done: list[tuple[Rect, int]] = []
    while groups:
        rect, changed = groups.pop(0)
        for i, (other, also) in enumerate(groups):
            union = rect.union(other)
            if union.area <= min(MOST_PX, _IN_VAIN * (changed + also)) and allowed(union):
                groups[i] = (union, changed + also)
                break
        else:
            done.append((rect, changed))
    return [rect for rect, _ in done]
