"""A fresh server and a Chromium that visits it, for the benchmarks a visitor would feel."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

PROJECT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180_000  # ms
LAB = "guess-the-next-word"


@dataclass(frozen=True)
class Server:
    """A server of its own process. `started` is when it was asked for, by `time.perf_counter`."""

    address: str
    process: psutil.Process
    started: float

    def memory(self) -> int:
        """Resident bytes of the server and its children."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(each.memory_info().rss for each in family)


@contextlib.contextmanager
def fresh_server() -> Iterator[Server]:
    """Starts the app; yields at once, before it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.headless", "true"]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(f"http://localhost:{port}", psutil.Process(process.pid), started)
    finally:
        process.terminate()
        process.wait(20)


def until_well(server: Server) -> float:
    """Seconds from the start to the first sound health check."""
    while time.perf_counter() - server.started < PATIENCE / 1000:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=2) as answer,
        ):
            if answer.status == 200:
                return time.perf_counter() - server.started
        time.sleep(0.01)
    raise TimeoutError("the server did not start")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Playwright's own browser, else the system's; raises `RuntimeError` where there is neither."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = None if own.exists() else next(filter(None, map(shutil.which, NAMES)), None)
        if not own.exists() and found is None:
            raise RuntimeError("no Chromium: python -m playwright install chromium")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Any) -> None:
    """Wait until the script has run and nothing is still to be drawn."""
    page.wait_for_selector("h1", timeout=PATIENCE)
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE
    )
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=PATIENCE
    )
