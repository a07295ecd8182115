"""What cells learnt: single units over a text, what they track, and what breaks without them."""

from core.ui.calm import calm
from core.ui.frame import lab, live
from pages.cells.chosen import choose
from pages.cells.coloured import show_coloured
from pages.cells.findings import show_findings
from pages.cells.guess import show_guess
from pages.cells.off import show_off
from pages.cells.search import show_search

VIEWS = {"findings": show_findings, "search": show_search, "off": live(show_off)}

with lab("what-cells-learnt") as page:
    with page.try_it():
        chosen = choose(page)
        with calm():
            show_coloured(page, chosen)
    with page.look_inside():
        view = page.choose_view(list(VIEWS))
        with calm():
            VIEWS[view](page, chosen)
    with page.predict(), calm():
        show_guess(page, chosen)
    with page.take_away():
        pass
