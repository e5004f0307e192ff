"""What can be wrong with a camera."""


class CameraError(Exception):
    """The camera gives no picture; says why and what to do, without credentials."""


class CameraLoginError(CameraError):
    """The camera does not take the user and password."""
