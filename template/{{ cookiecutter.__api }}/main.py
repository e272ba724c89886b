{% set local = cookiecutter.layout == 'monolith' -%}
"""Put the server together: settings -> model -> contract -> routes -> middleware.

{% if local -%}
The only file of ``api`` that knows all parts, and the only one that may import ``ml``.
{%- else -%}
The only file of ``api`` that knows all parts, and that the model is behind a network.
{%- endif %}
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

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
from . import problems
{%- if cookiecutter.__access %}
from .access.protect import allow_origins, protect
from .access.settings import AccessSettings
{%- endif %}
from .checked import Checked
from .contract import load_contract
{%- if cookiecutter.__history %}
from .history.routes import history_router
{%- endif %}
from .leaving import DropWhoLeft
from .lifecycle import Lifecycle
from .limit import LimitBody
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

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            {%- if cookiecutter.__store %}
            await stack.enter_async_context(database)
            {%- endif %}
            if predictor is None:
                await stack.enter_async_context(engine)
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
        history_router(model, schemas, database, timeout=settings.timeout_seconds{% if not local %}, errors=(502,){% endif %}),
        {%- endif %}
        model_router(model, contract),
        health_router([model.model{% if cookiecutter.__store %}, database.check{% endif %}], lifecycle, metrics{% if not local %}, engine.details{% endif %}),
        {%- if local %}
        v2_router(
            model,
            timeout=settings.timeout_seconds,
            docs=Docs(**contract.model_dump(include={"inputs", "outputs"}), example=schemas.v2()),
            responses=problems.responses(*problems.MEANING),
        ),
        {%- endif %}
    ):
        app.include_router(router)
    app.add_api_route("/", _to_docs, include_in_schema=False)
    app.state.lifecycle = lifecycle
    problems.install(app)
    add_components(app, schemas)
    app.add_middleware(DropWhoLeft)  # innermost; the last one added is the outermost
    app.add_middleware(LimitBody, max_bytes=settings.max_body_bytes)
    {%- if cookiecutter.__access %}
    access = AccessSettings()
    protect(app, access, host=settings.host)
    {%- endif %}
    app.add_middleware(Observe, metrics=metrics, lifecycle=lifecycle)
    {%- if cookiecutter.__access %}
    allow_origins(app, access)
    {%- endif %}
    {%- if not local %}
    app.add_middleware(KeepTrace)
    {%- endif %}
    app.add_middleware(CorrelationIdMiddleware)
    return app


async def _to_docs() -> RedirectResponse:
    return RedirectResponse("docs")
