{% set local = cookiecutter.layout == 'monolith' -%}
"""Put the server together: settings -> model -> contract -> routes -> middleware.

{% if local -%}
The only file of ``api`` that knows all parts, and the only one that may import ``ml``.
{%- else -%}
The only file of ``api`` that knows all parts, and that the model is behind a network.
{%- endif %}
"""

from collections.abc import AsyncIterator{% if cookiecutter.__jobs %}, Awaitable, Callable{% endif %}
from contextlib import AsyncExitStack, asynccontextmanager
{%- if cookiecutter.__jobs and local %}
from dataclasses import replace
{%- endif %}

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline

{% if local -%}
from ..ml.docs import Docs
from ..ml.engine import Engine
from ..ml.server import v2_router
from ..ml.settings import MLSettings
{% endif -%}
from . import {% if cookiecutter.__store %}methods, {% endif %}problems
from .checked import Checked
from .contract import load_contract
{%- if cookiecutter.__history %}
from .history.records import Records
from .history.routes import history_router
{%- endif %}
{%- if cookiecutter.__jobs %}
from .jobs.children import Children
from .jobs.computing import Computer
from .jobs.routes import jobs_router
from .jobs.settings import JobsSettings
from .jobs.worker import Worker
{%- endif %}
from .leaving import DropWhoLeft
from .lifecycle import Lifecycle
from .limit import LimitBody
{%- if cookiecutter.__store %}
from .methods import HeadIsGet
{%- endif %}
from .metrics import Metrics
from .observe import Observe
from .openapi import add_components
from .predictor import Predictor
{%- if not local %}
from .remote.metrics import MLServerCollector
from .remote.pool import MLServers
from .remote.settings import RemoteSettings
from .remote.trace import KeepTrace
{%- endif %}
from .routes.health import health_router
from .routes.model import model_router
from .routes.predict import predict_router
from .schemas import Schemas
from .settings import APISettings
{%- if cookiecutter.__store %}
from .store.database import Database
from .store.settings import StoreSettings
{%- endif %}


def create_app(settings: APISettings | None = None, predictor: Predictor | None = None) -> FastAPI:
    """Build the service server.

    Args:
        settings: read from the environment and ``.env`` where none are given.
        predictor: what predicts; {% if local %}the model of ``ml``, in this process{% else %}the ML servers of ``API_ML_URLS``{% endif %}, where none is given.
    """
    settings = settings or APISettings()
    contract = load_contract()
    schemas = Schemas(contract, max_rows=settings.max_rows)
    {%- if cookiecutter.__history %}
    records = Records(contract, schemas)
    {%- endif %}
    metrics = Metrics()
    lifecycle = Lifecycle()
    {% if local -%}
    engine = Engine(MLSettings().engine, on_batch=metrics.batch)
    {%- else -%}
    engine = MLServers(RemoteSettings(), contract, on_batch=metrics.batch)
    MLServerCollector(engine.servers, metrics.registry)
    {%- endif %}
    metrics.watch_queue(lambda: engine.waiting_rows)
    model = Checked(predictor or engine, contract)
    {%- if cookiecutter.__store %}
    database = Database(StoreSettings())
    {%- endif %}
    {%- if cookiecutter.__jobs %}
    jobs = JobsSettings()
    {%- endif %}

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            {%- if cookiecutter.__store %}
            await stack.enter_async_context(database)
            {%- endif %}
            if predictor is None:
                await stack.enter_async_context(engine)
                {%- if cookiecutter.__jobs %}
                await stack.enter_async_context(Children(jobs.jobs_workers))
                {%- endif %}
            yield

    app = FastAPIOffline(
        title=__name__.partition(".")[0],
        description=contract.description,
        version="1",
        lifespan=lifespan,
        redirect_slashes=False,
    )
    for router in (
        predict_router(model, schemas, timeout=settings.timeout_seconds{% if not local %}, errors=(502,){% endif %}),
        {%- if cookiecutter.__history %}
        history_router(model, records, database, timeout=settings.timeout_seconds{% if not local %}, errors=(502,){% endif %}),
        {%- endif %}
        {%- if cookiecutter.__jobs %}
        jobs_router(contract, schemas, database, jobs),
        {%- endif %}
        model_router(model, contract),
        health_router([model.model{% if cookiecutter.__store %}, database.check{% endif %}], lifecycle, metrics{% if not local %}, engine.details{% endif %}),
        {%- if local %}
        v2_router(
            model,
            timeout=settings.timeout_seconds,
            docs=Docs(**contract.model_dump(include={"inputs", "outputs"}), example=schemas.v2()),
            responses=problems.responses(400, 404, 413, 415, 422, 500, 503, 504),
        ),
        {%- endif %}
    ):
        app.include_router(router)
    app.add_api_route("/", _to_docs, include_in_schema=False)
    app.state.lifecycle = lifecycle
    problems.install(app)
    {%- if cookiecutter.__store %}
    methods.install(app)
    {%- endif %}
    add_components(app, schemas.components(){% if cookiecutter.__history %}, records.components(){% endif %})
    {%- if cookiecutter.__store %}
    app.add_middleware(HeadIsGet)  # innermost; the last one added is the outermost
    app.add_middleware(DropWhoLeft)
    {%- else %}
    app.add_middleware(DropWhoLeft)  # innermost; the last one added is the outermost
    {%- endif %}
    app.add_middleware(LimitBody, max_bytes=settings.max_body_bytes{% if cookiecutter.__jobs %}, exempt=("/v1/jobs",){% endif %})
    app.add_middleware(Observe, metrics=metrics, lifecycle=lifecycle)
    {%- if not local %}
    app.add_middleware(KeepTrace)
    {%- endif %}
    app.add_middleware(CorrelationIdMiddleware)
    return app


{% if cookiecutter.__jobs -%}
def create_worker(settings: APISettings) -> Callable[[], Awaitable[None]]:
    """Build what works on jobs, in a process of its own; it ends when it is cancelled."""
    contract = load_contract()
    schemas = Schemas(contract, max_rows=settings.max_rows)
    {%- if local %}
    engine = Engine(replace(MLSettings().engine, executor="thread", threads=1))
    {%- else %}
    engine = MLServers(RemoteSettings(), contract)
    {%- endif %}
    database = Database(StoreSettings())
    computer = Computer(Checked(engine, contract), schemas, timeout=settings.timeout_seconds)
    worker = Worker(database, JobsSettings(), schemas, computer)

    async def work() -> None:
        async with database, engine:
            await worker.run()

    return work


{% endif -%}
async def _to_docs() -> RedirectResponse:
    return RedirectResponse("docs")
