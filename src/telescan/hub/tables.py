"""Every table of the hub, for migrations: importing this module makes ``Base.metadata`` whole."""

from telescan.dicom import tables as dicom
from telescan.fleet import tables as fleet
from telescan.identity import tables as identity
from telescan.quality import tables as quality
from telescan.session import tables as session
from telescan.store.base import Base

MODULES = (dicom, fleet, identity, quality, session)
METADATA = Base.metadata
