"""``.env.example`` lists every setting of the service server, with its default."""

import pytest
from pydantic_settings import BaseSettings

from {{ cookiecutter.package_name }}.api import main
from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)


def defaults() -> dict[str, str]:
    """Return what each variable is by default, of every settings class in ``api``."""
    package = main.__name__.rpartition(".")[0]
    return {
        f"{settings.model_config['env_prefix']}{name}".upper(): str(field.default)
        for settings in BaseSettings.__subclasses__()
        if settings.__module__.startswith(package)
        for name, field in settings.model_fields.items()
    }


def test_every_setting_is_documented_with_its_default(pytestconfig: pytest.Config) -> None:
    example = (pytestconfig.rootpath / ".env.example").read_text(encoding="utf-8")
    lines = [line for line in example.splitlines() if line.startswith("API_")]

    documented = dict(line.split("=", 1) for line in lines)

    assert documented == defaults()


def test_a_setting_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "65536")

    with pytest.raises(ValueError, match="less than or equal to 65535"):
        APISettings()
