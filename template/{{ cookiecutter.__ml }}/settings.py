"""Every knob of the model and the ML server, read from ``ML_*`` in the environment or ``.env``."""

from pathlib import Path
from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from .config import EngineConfig, Executor


class MLSettings(BaseSettings):
    """Settings of the model and, from ``host`` to ``log_format`` and the times, of its server."""

    model_config = SettingsConfigDict(
        env_prefix="ML_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field(default="127.0.0.1", description="address that the ML server has")
    port: int = Field(
        default=8001, ge=1, le=65535, description="port that the ML server listens on"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least severe line that is logged"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="for people or for machines"
    )
    models_dir: Path = Field(default=Path("models"), description="folder with <name>/<version>/")
    model_name: str = Field(default="", description="model to serve; empty: the only one")
    model_version: str = Field(default="", description="version to serve; empty: the highest")
    executor: Executor = Field(
        default="thread",
        description="where the model runs; a process keeps one that holds the GIL apart",
    )
    threads: NonNegativeInt = Field(
        default=0, description="CPUs for one batch; 0: those that the process may use"
    )
    max_batch_rows: PositiveInt = Field(default=1024, description="rows that one batch joins")
    max_queue_rows: PositiveInt = Field(
        default=16384, description="rows that may wait for their batch"
    )
    timeout_seconds: PositiveFloat = Field(
        default=10, description="time that the ML server gives one request"
    )
    max_body_bytes: PositiveInt = Field(
        default=8 * 1024 * 1024, description="largest body that the ML server reads"
    )
    drain_seconds: NonNegativeFloat = Field(
        default=0, description="after SIGTERM: time that requests are still taken"
    )
    shutdown_seconds: PositiveInt = Field(
        default=30, description="after that: time that accepted requests have to finish"
    )

    @property
    def engine(self) -> EngineConfig:
        """Return what the engine needs to know."""
        return EngineConfig(
            models_dir=self.models_dir,
            name=self.model_name,
            version=self.model_version,
            executor=self.executor,
            threads=self.threads,
            max_batch_rows=self.max_batch_rows,
            max_queue_rows=self.max_queue_rows,
        )
