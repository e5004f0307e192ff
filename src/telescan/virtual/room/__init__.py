"""The camera in the virtual scanner's room: ``view`` draws it, ``camera`` serves it as MJPEG."""
