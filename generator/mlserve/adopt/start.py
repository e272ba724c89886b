"""Start the child process: ``python start.py``. Only ``mlserve.adopt`` can be imported from here, nothing beside it.

The interpreter may be the one of another environment (``--python``). PYTHONPATH would put all that is installed beside
mlserve before that environment's own libraries; so the package is put together by hand.
"""

import sys

if __name__ == "__main__":
    del sys.path[0]  # this folder: its modules have names that libraries have, too
    if sys.version_info < (3, 11):
        import json

        version = ".".join(map(str, sys.version_info[:2]))
        why = (
            sys.executable + " is Python " + version + "; a model is read with 3.11 or later. "
            "Way out: save the model there as ONNX or skops, and give that file"
        )
        sys.stdout.write(json.dumps({"kind": "library", "error": why}))
        sys.exit()

    import importlib.machinery
    import pathlib
    import runpy
    import types

    here = pathlib.Path(__file__).resolve().parent
    for name, folder in (("mlserve", here.parent), ("mlserve.adopt", here)):
        module = types.ModuleType(name)
        module.__path__ = [str(folder)]
        module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        sys.modules[name] = module
    runpy.run_module("mlserve.adopt.child", run_name="__main__", alter_sys=True)
