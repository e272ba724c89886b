"""The model: load it, batch it, serve it. Knows no HTTP below ``server`` and nothing of ``api``."""

import os

# ONNX Runtime reports to its maker unless told not to, and it is told before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
