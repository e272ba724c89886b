"""Every knob of the service server, read from ``API_*`` in the environment or ``.env``."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class APISettings(BaseSettings):
    """Settings of the service server, with their types, defaults and limits."""

    model_config = SettingsConfigDict(
        env_prefix="API_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least severe line that is logged"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="for people or for machines"
    )
    max_rows: PositiveInt = Field(default=1000, description="rows that one request may hold")
    max_body_bytes: PositiveInt = Field(
        default=8 * 1024 * 1024, description="largest request body that is read"
    )
    timeout_seconds: PositiveFloat = Field(
        default=10, description="time that one request may take before it is answered with 504"
    )
    drain_seconds: NonNegativeFloat = Field(
        default=0, description="after SIGTERM: time that requests are still taken"
    )
    shutdown_seconds: PositiveInt = Field(
        default=30, description="after that: time that accepted requests have to finish"
    )
