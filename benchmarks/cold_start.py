"""From nothing to a page one can use, and the memory the server then holds.

The clock starts when the server's process is asked for; the browser is already open, as a
visitor's is. Usable is a page whose script has run and whose elements stand. Memory is the resident
size of the server after a visitor has typed in the lab of the language model.
"""

from __future__ import annotations

import statistics
import time

from benchmarks.browser import LAB, PATIENCE, chromium, fresh_server, settle, until_well
from benchmarks.report import Report, Row, run_alone

ROUNDS = 5
GOAL_SECONDS, GOAL_MEGABYTES = 3.0, 300.0


def measure() -> Report:
    """A new server each round; the first visit goes to the home page or straight to the lab."""
    well, home, lab, memory = [], [], [], []
    with chromium() as browser:
        for address, times in (("", home), (LAB, lab)) * ROUNDS:
            with fresh_server() as server:
                well.append(until_well(server))
                page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
                page.goto(f"{server.address}/{address}", timeout=PATIENCE)
                settle(page)
                times.append(time.perf_counter() - server.started)
                if address == LAB:
                    field = page.get_by_role("combobox").first
                    field.click(timeout=PATIENCE)
                    field.fill("")
                    page.keyboard.type("how can i make a", delay=60)
                    page.wait_for_timeout(1500)
                    memory.append(server.memory() / 1e6)
                page.context.close()
    return Report(
        "Cold start and memory",
        f"Median of {ROUNDS} fresh servers each.",
        [
            Row("server answers", statistics.median(well), "s"),
            Row("first page usable: home", statistics.median(home), "s", GOAL_SECONDS),
            Row("first page usable: the lab", statistics.median(lab), "s", GOAL_SECONDS),
            Row("resident memory after typing", statistics.median(memory), "MB", GOAL_MEGABYTES),
        ],
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
