"""Generate FastAPI + ML server projects: the command ``mlserve``."""
