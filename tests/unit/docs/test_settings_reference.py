"""The settings page says what the settings classes say."""

import pytest
from scripts.settings_reference import PAGE, page, rows

from telescan.configuration import ProgramSettings
from telescan.gateway.settings import GatewaySettings
from telescan.hub.settings import HubSettings
from telescan.virtual.settings import ScannerSettings


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python scripts/settings_reference.py"


@pytest.mark.parametrize("cls", [HubSettings, GatewaySettings, ScannerSettings])
def test_every_setting_says_what_it_means(cls: type[ProgramSettings]) -> None:
    assert [row.key for row in rows(cls) if not row.meaning] == []
