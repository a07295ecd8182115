"""Runs a program with only some packages importable, as an environment without the others would.

    python -I import_guard.py '["numpy", "onnxruntime"]' program.py [arguments]

The list holds the distributions that were asked for; what they need in turn is allowed too.
"""

import json
import re
import runpy
import sys
from importlib import metadata
from importlib.machinery import PathFinder


def needed(names: list[str]) -> set[str]:
    """The distributions and everything they require here, by normalised name."""
    from packaging.requirements import Requirement

    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        for line in metadata.requires(name) or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                waiting.append(wanted.name)
    return seen


def foreign_packages(names: list[str]) -> set[str]:
    """Top-level modules that belong to distributions outside of what `names` need."""
    allowed = needed(names)
    return {
        module
        for module, owners in metadata.packages_distributions().items()
        if not any(re.sub(r"[-_.]+", "-", owner).lower() in allowed for owner in owners)
    }


class Guard:
    """Finds nothing itself; refuses what is foreign."""

    def __init__(self, foreign: set[str]) -> None:
        self.foreign = foreign

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.foreign and PathFinder.find_spec(name.partition(".")[0]):
            raise ModuleNotFoundError(f"No module named {name!r} (kept out)", name=name)


def main() -> None:
    foreign = foreign_packages(json.loads(sys.argv[1])) - set(sys.stdlib_module_names)
    for name in [name for name in sys.modules if name.partition(".")[0] in foreign]:
        del sys.modules[name]
    sys.meta_path.insert(0, Guard(foreign))
    sys.argv = sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
