"""``.env.example`` lists every setting, with its default."""

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)
from {{ cookiecutter.package_name }}.ml.settings import MLSettings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def documented(prefix: str) -> dict[str, str]:
    lines = [line.lstrip("# ") for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = (line.split("=", 1) for line in lines if line.startswith(prefix) and "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


@pytest.mark.parametrize("settings", [APISettings, MLSettings])
def test_every_setting_is_documented_with_its_default(settings: type[BaseSettings]) -> None:
    prefix = settings.model_config["env_prefix"]
    expected = {
        f"{prefix}{name.upper()}": str(field.default)
        for name, field in settings.model_fields.items()
    }

    assert documented(prefix) == expected


def test_a_setting_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "65536")

    with pytest.raises(ValueError, match="less than or equal to 65535"):
        APISettings()
