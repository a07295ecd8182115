"""The way of a keystroke: a JSON route beside the pages, `POST api/suggest {"text": …}`.

It answers in a few milliseconds where a rerun of the script takes a hundred. It is for this site's
own pages only, and bounded: so many bytes, so many at once, so long. It keeps and logs no text.
"""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.runtime import ArtifactDamaged, ArtifactMissing
from core.ui.models import task as shared_task

ROUTE_PATH = "api/suggest"
TASK = "next-word"
SUGGESTIONS = 8
# The browser sends the end of a long text; the model reads less still.
SENT_CHARACTERS = 2_000
MOST_BYTES = 16_384
WORKERS = 2
MOST_WAITING = 32
SECONDS = 2.0
log = logging.getLogger("unrolled")


def answer(task: Any, text: str) -> dict[str, Any]:
    """What the box shows for `text`, as plain data."""
    suggestions = task.suggest(text, SUGGESTIONS)
    return {
        "items": [
            {"added": item.added, "probability": round(item.probability, 6)}
            for item in suggestions.items
        ],
        "clipped": suggestions.clipped,
    }


class SuggestRoute:
    """One pool of threads, and how many requests are in it."""

    def __init__(self) -> None:
        self._inside = 0

    async def __call__(self, request: Request) -> JSONResponse:
        if not same_origin(request):
            return _refused(403, "other origin")
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _refused(415, "JSON only")
        try:
            body = await _read(request)
        except ClientDisconnect:
            return _refused(400, "gone")
        if body is None:
            return _refused(413, "too long")
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return _refused(400, "no text")
        if not isinstance(text, str):
            return _refused(400, "no text")
        if self._inside >= MOST_WAITING:
            return _refused(503, "busy")
        self._inside += 1
        work = asyncio.get_running_loop().run_in_executor(_pool(), _answer, text)
        work.add_done_callback(self._left)
        try:
            found = await asyncio.wait_for(asyncio.shield(work), SECONDS)
        except TimeoutError:
            return _refused(503, "busy")
        except (ArtifactMissing, ArtifactDamaged) as error:
            return _refused(404, error.sentence)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    def _left(self, work: asyncio.Future[dict[str, Any]]) -> None:
        self._inside -= 1
        if not work.cancelled() and (error := work.exception()) is not None:
            log.warning("no suggestions", exc_info=error)


def suggest_route() -> Route:
    """The route for `st.App(routes=…)`, under the server's base path."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    path = f"/{base}/{ROUTE_PATH}" if base else f"/{ROUTE_PATH}"
    return Route(path, SuggestRoute().__call__, methods=["POST"])


def same_origin(request: Request) -> bool:
    """Whether the browser says that one of this site's pages asks. Old browsers say it by Origin;
    a client that says neither is no browser, and carries nobody's cookies."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _read(request: Request) -> bytes | None:
    """The body, or None where it is longer than allowed; never more of it in memory."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return body


def _answer(text: str) -> dict[str, Any]:
    return answer(shared_task(TASK), text)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="suggest")


def _refused(status: int, reason: str) -> JSONResponse:
    return JSONResponse(
        {"error": reason}, status_code=status, headers={"Cache-Control": "no-store"}
    )
