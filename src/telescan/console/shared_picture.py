"""The hub's copy of a source's picture, shared by all who see it. Pixels are opaque to it."""

from telescan.console.messages import Kept
from telescan.console.operation_log import OperationLog
from telescan.console.site_order import SiteOrder, read_site_update
from telescan.console.wire_format import write_update


class SharedPicture:
    """One source's picture. Pure."""

    def __init__(self) -> None:
        self._order = SiteOrder()
        self._log = OperationLog()
        self._frames: dict[tuple[int, bool], bytes] = {}

    @property
    def blank(self) -> bool:
        """Whether there is nothing to show."""
        return self._log.blank

    @property
    def overgrown(self) -> bool:
        """Whether the site had better send it anew."""
        return self._log.overgrown

    @property
    def generation(self) -> int:
        """The newest, as viewers count."""
        return self._log.generation

    @property
    def site_generation(self) -> int:
        """The newest, as the site counts."""
        return self._order.newest

    def came(self, data: bytes, *, keep: bool) -> list[Kept]:
        """Take what the site sent; return what to tell it.

        Raises:
            WireError, OrderError, LogError: the site has to send the whole picture anew.

        """
        drawn = self._order.came(read_site_update(data))
        self._frames.clear()
        if keep:
            for update in drawn:
                self._log.add(update)
        return [Kept(generation=one.generation, complete=self._order.complete) for one in drawn]

    def newer_than(self, generation: int, *, private: bool) -> bytes:
        """Return the bytes that bring a viewer from a generation to the newest."""
        if (generation, private) not in self._frames:
            update = self._log.newer_than(generation, private=private)
            self._frames[generation, private] = write_update(update)
        return self._frames[generation, private]

    def next_channel(self) -> int:
        """Return from which of its generations the site is to go on; 0: from none."""
        kept = self._order.next_channel()
        return 0 if self.blank else kept

    def next_stream(self) -> None:
        """Begin with nothing: the site counts anew."""
        self._order = SiteOrder()
        self.forget()

    def forget(self) -> None:
        """Begin with nothing."""
        self._log = OperationLog(self._log.generation)
        self._frames.clear()

    def forget_private(self) -> None:
        """Drop what only those may see who may see the patient's identity."""
        self._log.forget_private()
        self._frames.clear()
