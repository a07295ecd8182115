"""Runs the app and each page once, headless; prints what went wrong as JSON. No pytest needed.

python run_every_page.py PROJECT
"""

import json
import logging
import sys
from pathlib import Path


def main(project: Path) -> int:
    sys.path.insert(0, str(project))
    from streamlit.testing.v1 import AppTest

    from core.syllabus import syllabus

    logging.disable(logging.CRITICAL)
    labs = [lab.file for part in syllabus().parts for lab in part.labs]
    wrong = {}
    files = ["app.py", *(f"pages/{name}" for name in ("home.py", "models.py", *labs))]
    for file in files:
        shown = AppTest.from_file(str(project / file), default_timeout=120).run()
        troubles = [str(element.value) for element in shown.exception]
        if not shown.main.children:
            troubles.append("nothing is shown")
        if troubles:
            wrong[file] = troubles
    kept_out = [name for name in ("torch", "gensim", "onnx", "sklearn", "scipy") if _loads(name)]
    print(json.dumps({"pages": files, "wrong": wrong, "importable": kept_out}))
    return 1 if wrong or kept_out else 0


def _loads(name: str) -> bool:
    try:
        __import__(name)
    except ModuleNotFoundError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
