"""Benches: speed and memory as ratios within one run, one JSON line a figure. `./run bench` starts them all.

Each module here has `run() -> Iterator[dict]`, which yields its figures. A bench measures; it never fails for being
slow, since a machine under load would make it lie.
"""

import importlib
import json
import pkgutil


def run(names: list[str]) -> int:
    """Run the benches named, or all; 2 where a name is unknown."""
    known = sorted(
        module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")
    )
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No bench is called {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    for name in names or known:
        for figure in importlib.import_module(f"{__name__}.{name}").run():
            print(json.dumps({"bench": name, **figure}), flush=True)
    return 0
