"""Print the description of the API, from which the UI's types are generated.

python -m telescan.hub.openapi > web/src/api/openapi.json
"""

import json
import sys
from pathlib import Path

from telescan.console.relays import Relays
from telescan.hub.app import make_app
from telescan.hub.settings import HubSettings


def openapi_text() -> str:
    """Return the description; the same code gives the same text."""
    app = make_app(HubSettings(data_folder=Path("unused")), Relays())
    return json.dumps(app.openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_text())
