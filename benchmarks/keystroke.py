"""From a key to the painted suggestions, in Chromium, as the page itself marks it.

The component of the lab sets `unrolled:input` at the time stamp of the input event and
`unrolled:painted` in the first message after the frame that holds the answer. Two hundred keys are
typed at the pace of a quick typist, after a first line that warms everything up; what the page had
remembered from before (no request at all) is not counted.
"""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.browser import LAB, PATIENCE, chromium, fresh_server, settle, until_well
from benchmarks.report import Report, Row, run_alone

KEYS = 200
BETWEEN_KEYS = 90  # ms
GOAL_MS = 60.0
WARM_UP = "can you tell me a story"
LINES = (
    "how can i make a website for my school",
    "what is the best way to learn a language",
    "why do people dream at night",
    "where did the first train go",
    "who wrote the book about whales",
    "which city has the most bridges",
    "do cats like to swim",
    "is it safe to eat snow",
)
MARKS = """() => {
  const painted = new Map();
  for (const mark of performance.getEntriesByName('unrolled:painted'))
    if (!painted.has(mark.detail.key)) painted.set(mark.detail.key, mark);
  return performance.getEntriesByName('unrolled:input').map(mark => {
    const end = painted.get(mark.detail.key);
    return [mark.startTime, end ? end.startTime : null, end ? end.detail.cached : false];
  });
}"""


def measure() -> Report:
    """Types in a fresh server's lab. Raises when fewer keys were answered than asked for."""
    with fresh_server() as server, chromium() as browser:
        until_well(server)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{server.address}/{LAB}", timeout=PATIENCE)
        settle(page)
        field = page.get_by_role("combobox").first
        field.wait_for(timeout=PATIENCE)
        field.click()
        _type(page, field, WARM_UP)
        times: list[float] = []
        late = 0
        for line in LINES:
            found, unanswered = _type(page, field, line)
            times += found
            late += unanswered
            if len(times) >= KEYS:
                break
        page.close()
    if len(times) < KEYS:
        raise RuntimeError(f"only {len(times)} keys were answered")
    times = sorted(times[:KEYS])
    return Report(
        "Keystroke to painted suggestions in Chromium",
        f"{KEYS} keys, {BETWEEN_KEYS} ms apart, warm; from the input event to the painted list.",
        [
            Row("median", statistics.median(times), "ms"),
            Row("95th percentile", times[int(0.95 * KEYS) - 1], "ms", GOAL_MS),
            Row("slowest", times[-1], "ms"),
            Row("keys overtaken by the next one", late, "", note="counted until the later answer"),
        ],
    )


def _type(page: Any, field: Any, line: str) -> tuple[list[float], int]:
    """Milliseconds of each key of the line, and how many had no answer of their own."""
    field.fill("")
    page.wait_for_timeout(600)
    page.evaluate("performance.clearMarks()")
    page.keyboard.type(line, delay=BETWEEN_KEYS)
    page.wait_for_timeout(1000)
    marks = page.evaluate(MARKS)
    times, late = [], 0
    for place, (begin, end, cached) in enumerate(marks):
        if cached:
            continue
        if end is None:
            late += 1
            end = next((later[1] for later in marks[place + 1 :] if later[1] is not None), None)
        if end is not None:
            times.append(end - begin)
    return times, late


if __name__ == "__main__":
    run_alone(__doc__, measure)
