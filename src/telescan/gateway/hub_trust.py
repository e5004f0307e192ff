"""Whom a gateway believes to be its hub."""

import ssl

from telescan.configuration import ConfigurationError
from telescan.gateway.settings import GatewaySettings


def hub_trust(settings: GatewaySettings) -> ssl.SSLContext | None:
    """Return what a TLS connection to ``hub_url`` is checked against; None: it has no TLS.

    Public authorities count, and ``hub_ca_file`` besides. Raises ConfigurationError.
    """
    if not settings.hub_url.startswith("https://"):
        return None
    trust = ssl.create_default_context()
    if settings.hub_ca_file is not None:
        try:
            trust.load_verify_locations(settings.hub_ca_file)
        except ssl.SSLError as error:
            raise ConfigurationError(
                f"hub_ca_file: {settings.hub_ca_file} holds no certificate in PEM form"
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"hub_ca_file: {settings.hub_ca_file} cannot be read ({error.strerror})"
            ) from error
    return trust
