"""The patient table: it moves at one speed between outside and the isocentre."""

from dataclasses import dataclass

OUTSIDE_MM = -1_250.0
"""Where patients get on and off."""
ISOCENTRE_MM = 0.0
SPEED_MM_S = 200.0


@dataclass(frozen=True)
class Table:
    """Where the table is and where it goes. Times are of any clock that only grows."""

    from_mm: float = OUTSIDE_MM
    to_mm: float = OUTSIDE_MM
    began_s: float = 0.0
    speed_mm_s: float = SPEED_MM_S

    def position_mm(self, now_s: float) -> float:
        """Return where it is, along the bore; 0 is the isocentre."""
        way = self.to_mm - self.from_mm
        gone = min(abs(way), max(0.0, now_s - self.began_s) * self.speed_mm_s)
        return round(self.from_mm + (gone if way > 0 else -gone), 1)

    def moving(self, now_s: float) -> bool:
        """Tell whether it is on its way."""
        return self.position_mm(now_s) != self.to_mm

    def sent_to(self, to_mm: float, now_s: float) -> "Table":
        """Return the table on its way from where it is."""
        return Table(self.position_mm(now_s), to_mm, now_s, self.speed_mm_s)

    def arrives_in_s(self, now_s: float) -> float:
        """Return how long it is still on its way."""
        return abs(self.to_mm - self.position_mm(now_s)) / self.speed_mm_s
