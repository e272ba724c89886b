{% set local = cookiecutter.layout == 'monolith' -%}
{% set compact = not cookiecutter.__operations -%}
"""Put the server together: settings -> model -> contract -> routes -> middleware.

{% if local -%}
The only file of ``api`` that knows all parts, and the only one that may import ``ml``.
{%- else -%}
The only file of ``api`` that knows all parts, and that the model is behind a network.
{%- endif %}
"""

from collections.abc import AsyncIterator{% if cookiecutter.__jobs %}, Awaitable, Callable{% endif %}
from contextlib import AsyncExitStack, asynccontextmanager
{%- if local and not compact %}
from dataclasses import replace
{%- endif %}
{%- if not compact %}
from functools import partial
{%- endif %}

{% if compact -%}
from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
{% endif -%}
from fastapi import FastAPI{% if compact %}, HTTPException{% endif %}, Request
from fastapi.responses import RedirectResponse, Response
{%- if not compact %}
from fastapi.telemetry import TelemetryConfig
{%- endif %}
from fastapi_offline import FastAPIOffline
{%- if compact %}
from starlette.types import ASGIApp, Message, Receive, Scope, Send
{%- endif %}

{% if compact -%}
from ..ml.model import Engine, MLSettings
{% elif local -%}
from ..ml.docs import Docs
{%- if cookiecutter.__jobs %}
from ..ml.engine import Engine
{%- endif %}
from ..ml.fleet import Fleet
from ..ml.server import Models, ShadowMetrics, v2_router
from ..ml.settings import MLSettings
from ..ml.signature import InvalidInput
{% endif -%}
from . import {% if cookiecutter.__store %}methods, {% endif %}problems, routes
{%- if cookiecutter.__access %}
from .access.protect import allow_origins, protect
from .access.settings import AccessSettings
{%- endif %}
from .contract import {% if local and not compact %}Contract, {% endif %}load_contract
{%- if not compact %}
from .direct import Direct, Shortcut
{%- elif cookiecutter.__store %}
from .direct import Shortcut
{%- endif %}
{%- if not compact %}
{%- if cookiecutter.__access %}
from .express.gates import gates
{%- endif %}
from .express.lane import Batches, Lane
from .fast_schemas import FastSchemas
{%- endif %}
{%- if cookiecutter.__feedback %}
from .feedback.counting import Counting
from .feedback.routes import feedback_router
from .feedback.settings import FeedbackSettings
{%- endif %}
{%- if cookiecutter.__history %}
from .history.making import Maker
from .history.records import Records
from .history.routes import history_router
{%- endif %}
{%- if cookiecutter.__jobs %}
from .jobs.children import Children
from .jobs.computing import Computer
{%- if cookiecutter.__history %}
from .jobs.files import Folder
{%- endif %}
from .jobs.routes import JOBS, jobs_router
from .jobs.settings import JobsSettings
from .jobs.worker import Worker
{%- endif %}
{%- if cookiecutter.__jobs and cookiecutter.__history %}
from .later import ORDER, Fulfilment, Orders
{%- endif %}
{%- if not compact %}
from .leaving import DropWhoLeft
from .lifecycle import Lifecycle
from .limit import LimitBody
{%- endif %}
{%- if cookiecutter.__store %}
from .methods import HeadIsGet
{%- endif %}
{%- if not compact %}
from .nulls import describe
from .observe import Observe
{%- endif %}
{%- if compact %}
from .openapi import add_components
{%- endif %}
from .predictor import Checked, Predictor
{%- if not local %}
from .remote.errors import ValuesRefused
from .remote.metrics import MLServerCollector
from .remote.pool import MLServers
from .remote.settings import RemoteSettings
from .remote.trace import KeepTrace
{%- endif %}
from .routes.health import health_router
{%- if not compact %}
from .routes.metrics import metrics_router
{%- endif %}
from .routes.model import model_router
from .routes.predict import predict_router
{%- if compact %}
from .schemas import Schemas
{%- endif %}
from .settings import APISettings
{%- if cookiecutter.__store %}
from .store.database import Database
from .store.retention import pruning
from .store.settings import StoreSettings
{%- endif %}
{%- if not compact %}
from .workers.metrics import make_metrics
{%- endif %}
{%- if not compact %}

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Without it, FastAPI looks for OpenTelemetry's SDK anew at every request."""
{%- endif %}


def create_app(settings: APISettings | None = None, predictor: Predictor | None = None) -> FastAPI:
    """Build the service server.

    Args:
        settings: read from the environment and ``.env`` where none are given.
        predictor: what predicts; {% if local %}the model of ``ml``, in this process{% else %}the ML servers of ``API_ML_URLS``{% endif %}, where none is given.
    """
    settings = settings or APISettings()
    timeout = settings.timeout_seconds
    contract = load_contract(settings.contract)
    schemas = {% if not compact %}Fast{% endif %}Schemas(contract, max_rows=settings.max_rows)
    {%- if cookiecutter.__history %}
    records = Records(contract, schemas)
    {%- endif %}
    {% if compact -%}
    engine = Engine(MLSettings())
    {%- else -%}
    metrics = make_metrics()
    lifecycle = Lifecycle()
    {% if local -%}
    ml = MLSettings()
    engine = Fleet(
        replace(ml.engine, processes=settings.workers),
        on_batch=metrics.batch,
        watch=ShadowMetrics(metrics.registry),
    )
    {%- else -%}
    engine = MLServers(RemoteSettings(), contract, on_batch=metrics.batch)
    MLServerCollector(engine.servers, metrics.registry)
    {%- endif %}
    metrics.watch_queue(lambda: engine.waiting_rows)
    {%- endif %}
    model = Checked(predictor or engine, contract.differences)
    own = routes.own_routers(model, schemas, timeout=timeout)
    {%- if cookiecutter.__store %}
    store = StoreSettings()
    database = Database(store)
    {%- endif %}
    {%- if cookiecutter.__history %}
    maker = Maker(model, records, database, timeout=timeout)
    {%- endif %}
    {%- if cookiecutter.__feedback %}
    counting = Counting(database, model, contract, FeedbackSettings())
    {%- endif %}
    {%- if cookiecutter.__jobs %}
    jobs = JobsSettings()
    {%- if cookiecutter.__history %}
    orders = Orders(records, database, Folder(jobs.jobs_dir))
    {%- endif %}
    {%- endif %}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            {%- if not compact %}
            stack.enter_context(metrics.watching_loop())
            {%- endif %}
            {%- if cookiecutter.__store %}
            await stack.enter_async_context(database)
            {%- if compact %}
            await stack.enter_async_context(pruning(database, days=store.retention_days))
            {%- else %}
            await stack.enter_async_context(
                pruning(database, days=store.retention_days if lifecycle.is_first else 0)
            )
            {%- endif %}
            {%- endif %}
            if predictor is None:
                await stack.enter_async_context(engine)
            {%- if cookiecutter.__jobs and compact %}
                await stack.enter_async_context(Children(jobs.jobs_workers))
            {%- elif cookiecutter.__jobs %}
                {%- if local %}
                children = await stack.enter_async_context(
                    Children(
                        jobs.jobs_workers if lifecycle.is_first else 0,
                        lambda: {"ML_MODEL_VERSION": engine.default},
                    )
                )
                engine.on_default = children.renew
                {%- else %}
                await stack.enter_async_context(
                    Children(jobs.jobs_workers if lifecycle.is_first else 0)
                )
                {%- endif %}
            {%- endif %}
            {%- if cookiecutter.__feedback %}
            await stack.enter_async_context(counting)
            {%- endif %}
            for router in own:
                await stack.enter_async_context(router.lifespan_context(app))
            yield

    app = FastAPIOffline(
        title=__name__.partition(".")[0],
        description=contract.description,
        version="1",
        lifespan=lifespan,
        redirect_slashes=False,
        {%- if not compact %}
        exception_handlers={ {%- if local %}InvalidInput{% else %}ValuesRefused{% endif %}: _not_taken},
        telemetry=None if settings.telemetry == "on" else NO_TELEMETRY,
        {%- endif %}
    )
    routers = (
        predict_router(model, schemas, timeout=timeout{% if not compact %}, route_class=Direct{% endif %}{% if not local %}, errors=(502,){% endif %}),
        {%- if cookiecutter.__history %}
        history_router(maker, database{% if not local %}, errors=(502,){% endif %}{% if cookiecutter.__jobs %}, later=orders{% endif %}),
        {%- endif %}
        {%- if cookiecutter.__jobs %}
        jobs_router(contract, schemas, database, jobs),
        {%- endif %}
        model_router(model, contract),
        {%- if cookiecutter.__feedback %}
        feedback_router(model, contract, database, counting),
        {%- endif %}
        health_router([{% if not compact %}lifecycle.check, {% endif %}model.model{% if cookiecutter.__store %}, database.check{% endif %}]{% if not local %}, engine.details{% endif %}),
        {%- if not compact %}
        metrics_router(metrics),
        {%- endif %}
        {%- if local and not compact %}
        v2_router(
            Models(model, None if predictor else engine, admin_key=ml.admin_key.get_secret_value()),
            timeout=timeout,
            docs=_v2_docs(contract, schemas),
            responses=problems.responses(400, 404, 409, 413, 415, 422, 500, 503, 504),
            stays=lifecycle.check,
        ),
        {%- endif %}
    )
    # Before those of the docs, and not behind routers: each step on the way costs every request.
    app.router.routes[:0] = [route for each in (*routers, *own) for route in each.routes]
    app.add_api_route("/", _to_docs, include_in_schema=False)
    {%- if not compact %}
    app.state.lifecycle = lifecycle
    {%- endif %}
    problems.install(app)
    {%- if compact %}
    app.add_exception_handler(Exception, _failed)
    {%- endif %}
    {%- if cookiecutter.__store %}
    methods.install(app)
    {%- endif %}
    {% if compact %}add_components{% else %}describe{% endif %}(app, schemas.components{% if cookiecutter.__history %}, records.components{% endif %})
    {%- if not compact or cookiecutter.__store %}
    # From the innermost to the outermost: the last one added.
    {%- endif %}
    {%- if cookiecutter.__store %}
    app.add_middleware(HeadIsGet)
    {%- endif %}
    {%- if not compact or cookiecutter.__store %}
    app.add_middleware(Shortcut, routes=app.router.routes)
    {%- endif %}
    {%- if not compact %}
    app.add_middleware(DropWhoLeft)
    app.add_middleware(LimitBody, max_bytes=settings.max_body_bytes{% if cookiecutter.__jobs %}, exempt=(JOBS,){% endif %})
    {%- else %}
    app.add_middleware(_limit_body, max_bytes=settings.max_body_bytes)
    {%- endif %}
    {%- if cookiecutter.__access %}
    access = AccessSettings()
    {% if not compact %}protection = {% endif %}protect(app, access, host=settings.host{% if not compact %}, workers=settings.workers{% endif %})
    {%- endif %}
    {%- if not compact %}
    app.add_middleware(Observe, metrics=metrics, lifecycle=lifecycle)
    {%- endif %}
    {%- if cookiecutter.__access %}
    allow_origins(app, access)
    {%- endif %}
    {%- if not local %}
    app.add_middleware(KeepTrace)
    {%- endif %}
    {%- if not compact %}
    # It answers past all of the above: what you add there needs a gate here, or no express lane.
    if settings.express == "on" and settings.telemetry == "off":
        app.state.lane = Lane(
            app,
            Batches(
                partial(model.predict, timeout=timeout),
                lambda: engine.batch_rows,
                settings.max_body_bytes,
            ),
            schemas,
            metrics,
            {%- if cookiecutter.__access %}
            gates(protection),
            {%- endif %}
        )
    {%- endif %}
    {%- if compact %}
    app.add_middleware(CorrelationIdMiddleware)
    {%- endif %}
    return app


{% if cookiecutter.__jobs -%}
def create_worker(settings: APISettings) -> Callable[[], Awaitable[None]]:
    """Build what works on jobs, in a process of its own; it ends when it is cancelled."""
    contract = load_contract(settings.contract)
    schemas = {% if not compact %}Fast{% endif %}Schemas(contract, max_rows=settings.max_rows)
    {%- if compact %}
    engine = Engine(MLSettings())
    {%- elif local %}
    engine = Engine(replace(MLSettings().engine, executor="thread", threads=1))
    {%- else %}
    engine = MLServers(RemoteSettings(), contract)
    {%- endif %}
    model = Checked(engine, contract.differences)
    database = Database(StoreSettings())
    computer = Computer(model, schemas, timeout=settings.timeout_seconds)
    {%- if cookiecutter.__history %}
    records = Records(contract, schemas)
    maker = Maker(model, records, database, timeout=settings.timeout_seconds)
    makers = {ORDER: Fulfilment(maker, database)}
    worker = Worker(database, JobsSettings(), schemas, computer, makers)
    {%- else %}
    worker = Worker(database, JobsSettings(), schemas, computer)
    {%- endif %}

    async def work() -> None:
        async with database, engine:
            await worker.run()

    return work


{% endif -%}
async def _to_docs() -> RedirectResponse:
    return RedirectResponse("docs")
{%- if compact %}


async def _failed(_: Request, __: Exception) -> Response:
    """Tell the client nothing but the request's id; the traceback goes to the log."""
    request_id = {"X-Request-ID": correlation_id.get() or ""}
    return problems.problem(500, problems.MEANING[500], request_id)


def _limit_body(app: ASGIApp, max_bytes: int) -> ASGIApp:
    """Wrap *app*: a body of more than *max_bytes* is answered with 413 and not read to its end."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        {%- if cookiecutter.__jobs %}
        if scope.get("path") == JOBS:  # it has a limit of its own
            await app(scope, receive, send)
            return
        {%- endif %}
        left = max_bytes

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"The body is larger than {max_bytes} bytes.")
            return message

        await app(scope, counted, send)

    return limited
{%- else %}


async def _not_taken(_: Request, error: Exception) -> Response:
    """Tell the client what the model said of its values."""
    return problems.problem(422, str(error))
{%- endif %}
{%- if local and not compact %}


def _v2_docs(contract: Contract, schemas: FastSchemas) -> Docs:
    """Describe the model in the words of the Open Inference Protocol."""
    promised = contract.model_dump(include={"inputs", "outputs"})
    example = {"inputs": schemas.example_inputs()}
    return Docs(**promised, example=example, nullable=schemas.layout.nullable)
{%- endif %}
