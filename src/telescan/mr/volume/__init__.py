"""3D series: acquisition of a slab and its reconstruction, for any 3D prescription."""

from telescan.mr.volume.acquisition import acquire_volume
from telescan.mr.volume.effort import Effort
from telescan.mr.volume.reconstruction import reconstruct_volume

__all__ = ["Effort", "acquire_volume", "reconstruct_volume"]
