"""A Chromium and fresh servers for the browser tests.

Playwright's own browser is used where it was installed, else the system's Chromium; where there is
neither, the tests are skipped by name and say how to get one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word

PROJECT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
HOW = "no Chromium here: run `python -m playwright install chromium`, or install your system's"
PATIENCE = 120_000  # ms; two cores may be busy


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for the session."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = None if own.exists() else next(filter(None, map(shutil.which, NAMES)), None)
        if not own.exists() and found is None:
            pytest.skip(HOW)
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(artifacts: Path | None) -> Iterator[str]:
    """A new server of its own process; yields its address once it says that it is well."""
    port = free_port()
    surroundings = dict(os.environ)
    if artifacts is not None:
        surroundings["UNROLLED_ARTIFACTS"] = str(artifacts)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=surroundings, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://localhost:{port}"
            until = time.monotonic() + PATIENCE / 1000
            while not well(address):
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    pytest.fail(f"the server did not start: {log.read().decode()[-2000:]}")
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def well(address: str) -> bool:
    """Whether the server at `address` answers its health check."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def fresh_server() -> Iterator[Callable[[Path | None], str]]:
    """Starts a server that nobody has visited, with the given artifacts (None: the project's)."""
    with contextlib.ExitStack() as servers:
        yield lambda artifacts=None: servers.enter_context(serving(artifacts))


@pytest.fixture(scope="session")
def app_address() -> Iterator[str]:
    """A server over the project's own artifacts, shared by the session."""
    with serving(None) as address:
        yield address


@pytest.fixture(scope="session")
def tiny_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over small generated artifacts, so that no trained weights are needed."""
    root = tmp_path_factory.mktemp("artifacts")
    add_next_word(TinyArtifacts(root))
    with serving(root) as address:
        yield address


@dataclass
class Visit:
    """A page in the browser, and what went wrong while it loaded."""

    page: object  # playwright's Page
    troubles: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until the script has run and what it drew stands still."""
        self.page.wait_for_selector("h1", timeout=PATIENCE)
        self.page.wait_for_selector(
            '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE
        )
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=PATIENCE
        )

    def sideways(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate(
            "() => { const main = document.querySelector('[data-testid=\"stMain\"]');"
            " return Math.max(main.scrollWidth - main.clientWidth,"
            " document.documentElement.scrollWidth - innerWidth); }"
        )
        return wide


@pytest.fixture
def visit(browser: object) -> Iterator[Callable[..., Visit]]:
    """Opens an address in a window of its own: `visit(url, width=390, scheme="dark")`."""
    contexts = []

    def open_page(
        url: str, *, width: int = 1280, height: int = 900, scheme: str = "light", **options: object
    ) -> Visit:
        # without motion nothing is caught half faded
        usual = {"color_scheme": scheme, "reduced_motion": "reduce"}
        context = browser.new_context(
            viewport={"width": width, "height": height}, **usual | options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        seen = Visit(context.new_page())
        here = url.split("/")[2]
        seen.page.on("pageerror", lambda error: seen.troubles.append(str(error)))
        seen.page.on(
            "request",
            lambda request: (
                seen.troubles.append(f"asked elsewhere: {request.url}")
                if request.url.startswith("http") and request.url.split("/")[2] != here
                else None
            ),
        )
        seen.page.goto(url)
        seen.settle()
        return seen

    yield open_page
    for context in contexts:
        context.close()
