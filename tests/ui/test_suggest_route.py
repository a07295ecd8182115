"""The keystroke's route: answers, refusals, bounds, and the server's base path."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse

from core.runtime import ArtifactMissing, load
from core.ui import suggest_route as module
from core.ui.suggest_route import MOST_BYTES, MOST_WAITING, SuggestRoute, answer, suggest_route
from tests.support.tiny_next_word import add_next_word

Answer = TypeVar("Answer")
OWN = {"content-type": "application/json", "sec-fetch-site": "same-origin", "host": "here:8501"}


def request(body: bytes, headers: dict[str, str] | None = None, piece: int = 1000) -> Request:
    pieces = [body[i : i + piece] for i in range(0, len(body), piece)] or [b""]
    messages = [
        {"type": "http.request", "body": part, "more_body": place + 1 < len(pieces)}
        for place, part in enumerate(pieces)
    ]

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    named = OWN | (headers or {})
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/suggest",
        "headers": [(name.encode(), value.encode()) for name, value in named.items() if value],
    }
    return Request(scope, receive)


def run(work: Coroutine[object, object, Answer]) -> Answer:
    """In a thread of its own: a browser test before may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def ask(
    text: object = "how can i make a ",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> JSONResponse:
    sent = json.dumps({"text": text}).encode() if body is None else body
    return run(SuggestRoute()(request(sent, headers)))


@pytest.fixture
def model(tiny_artifacts, monkeypatch):
    add_next_word(tiny_artifacts)
    task = load("next-word", tiny_artifacts.registry)
    monkeypatch.setattr(module, "shared_task", lambda name: task)
    return task


def content(response: JSONResponse) -> dict[str, object]:
    return json.loads(bytes(response.body))


def test_it_answers_with_what_the_task_says(model):
    response = ask()
    assert response.status_code == 200
    assert content(response) == answer(model, "how can i make a ")
    assert content(response)["items"][0]["added"] == "website"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("text", ["", "\u202e🙂", "a\x00b", "\ud83d", "x" * 10_000])
def test_any_text_is_answered(model, text):
    assert ask(text).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "https://elsewhere"}, 403),
        ({"sec-fetch-site": "", "origin": "http://here:8501"}, 200),
        ({"sec-fetch-site": ""}, 200),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": ""}, 415),
    ],
)
def test_only_this_sites_pages_are_answered(model, headers, status):
    assert ask(headers=headers).status_code == status


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"text": 3}', b'{"words": "a"}', b"\xff\xfe", b"[" * 9_000],
)
def test_a_body_without_a_text_is_refused(model, body):
    assert ask(body=body).status_code == 400


def test_a_long_body_is_refused_before_it_is_all_read(model):
    assert ask("a" * (MOST_BYTES + 1)).status_code == 413


def test_a_missing_model_says_so(monkeypatch):
    def missing(name: str) -> object:
        raise ArtifactMissing("There is no such model.")

    monkeypatch.setattr(module, "shared_task", missing)
    response = ask()
    assert response.status_code == 404 and content(response)["error"] == "There is no such model."


def test_too_many_at_once_are_told_to_come_again_and_places_come_free(model, monkeypatch):
    hold = threading.Event()
    monkeypatch.setattr(module, "_answer", lambda text: (hold.wait(20), {"items": []})[1])

    async def crowd() -> tuple[list[int], int]:
        route = SuggestRoute()

        def one() -> Awaitable[JSONResponse]:
            return route(request(json.dumps({"text": "a"}).encode()))

        inside = [asyncio.create_task(one()) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0.2)
        refused = await one()
        hold.set()
        statuses = [(await task).status_code for task in inside]
        await asyncio.sleep(0.05)
        again = await one()
        return [*statuses, again.status_code], refused.status_code

    statuses, refused = run(crowd())
    assert refused == 503
    assert set(statuses) == {200}


def test_a_slow_answer_is_given_up(monkeypatch):
    hold = threading.Event()
    monkeypatch.setattr(module, "SECONDS", 0.05)
    monkeypatch.setattr(module, "_answer", lambda text: (hold.wait(20), {"items": []})[1])
    try:
        assert ask().status_code == 503
    finally:
        hold.set()


@pytest.mark.parametrize(
    ("base", "path"),
    [("", "/api/suggest"), ("course", "/course/api/suggest"), ("/a/b/", "/a/b/api/suggest")],
)
def test_the_route_stands_under_the_base_path(monkeypatch, base, path):
    real: Callable[[str], object] = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: base if "baseUrl" in name else real(name))
    route = suggest_route()
    assert route.path == path
    assert route.methods == {"POST"}
