"""A camera in the scanner's room as a source of pictures.

``client`` is the source: on only while somebody looks, connected again by itself. ``mjpeg`` reads
JPEG pictures over HTTP, ``rtsp`` a video stream by a process of its own (``rtsp_reader``), as the
library that decodes video is an extra. What comes is made small enough by ``shot``.
"""

from telescan.console.camera.client import CameraClient, CameraPatience
from telescan.console.camera.errors import CameraError
from telescan.console.camera.settings import CameraSettings, Credentials

__all__ = ["CameraClient", "CameraError", "CameraPatience", "CameraSettings", "Credentials"]
