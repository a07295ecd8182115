"""A chart as every page shows it: the shared look, an alt text, and PNG, SVG and CSV to save.

PNG and SVG are made by plotly itself in the visitor's browser: Streamlit does not expose plotly to
pages, but the chart's own camera button obeys the format set in its context, so the component
presses it. The CSV is written when it is asked for, from `table` or else from the figure's data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.ui.texts import frame_texts
from core.ui.theme import colours

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

FLAT = ["zoom2d", "pan2d", "resetScale2d"]
SOLID = ["orbitRotation", "resetCameraDefault3d"]
_SAVE_HTML = '<div class="save" role="group"></div>'
_SAVE_CSS = """
.save { display: flex; gap: 0.15rem; align-items: center; }
.save button {
  font: inherit; font-size: 0.8rem; color: var(--u-muted, inherit); background: none; border: 0;
  padding: 0.1rem 0.35rem; min-height: 1.6rem; border-radius: 0.3rem; cursor: pointer;
}
.save button:hover { background: var(--st-secondary-background-color); }
.save button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""
_SAVE_JS = """
export default function ({ data, parentElement }) {
  const group = parentElement.querySelector('.save');
  group.setAttribute('aria-label', data.group);
  group.replaceChildren();
  for (const [format, label] of data.formats) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('aria-label', data.group + ': ' + label);
    button.onclick = () => {
      const plot = document.querySelector('.st-key-' + CSS.escape(data.chart) + ' .js-plotly-plot');
      const camera = plot && plot.querySelector('.modebar-btn[data-title], .modebar-btn');
      if (!plot || !camera || !plot._context) { button.textContent = data.failed; return; }
      // what the camera button reads when it is pressed; the format is put back afterwards
      const before = plot._context.toImageButtonOptions;
      plot._context.toImageButtonOptions = {
        format, filename: data.file, scale: format === 'png' ? 2 : 1,
      };
      camera.click();
      plot._context.toImageButtonOptions = before;
    };
    group.append(button);
  }
  return () => group.replaceChildren();
}
"""


@cache
def _save() -> Callable[..., Any]:
    """Registered once a process, when a page first has a chart."""
    return st.components.v2.component(
        "unrolled.save_chart", html=_SAVE_HTML, css=_SAVE_CSS, js=_SAVE_JS
    )


def chart(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    table: pd.DataFrame | None = None,
    height: int | None = None,
    on_select: Any = "ignore",
    selection_mode: Any = "points",
) -> Any:
    """Show `figure`; returns plotly's selection where `on_select` asks for one.

    `key` is unique on the page and names the files; `alt` says in a sentence what is seen; `table`
    holds the numbers behind it as a person would want them.
    """
    from core.figures.theme import is_solid, styled

    words = frame_texts()
    place = re.sub(r"[^a-zA-Z0-9_-]", "-", key)
    shown = styled(figure, colours())
    if height is not None:
        shown.update_layout(height=height)
    with st.container(key=f"u-chart-{place}", gap="small"):
        selected = st.plotly_chart(
            shown,
            key=key,
            alt=alt,
            theme=None,
            on_select=on_select,
            selection_mode=selection_mode,
            config={
                "displaylogo": False,
                "responsive": True,
                "modeBarButtons": [["toImage"], SOLID if is_solid(shown) else FLAT],
            },
        )
        with st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap=None,
            key=f"u-save-{place}",
        ):
            _save()(
                key=f"u-image-{place}",
                data={
                    "chart": f"u-chart-{place}",
                    "file": f"unrolled-{place}",
                    "group": words("save_group"),
                    "failed": words("save_failed"),
                    "formats": [["png", words("save_png")], ["svg", words("save_svg")]],
                },
                width="content",
                height="content",
            )
            st.download_button(
                words("save_csv"),
                lambda: csv_of(figure, table),
                file_name=f"unrolled-{place}.csv",
                mime="text/csv",
                key=f"u-csv-{place}",
                on_click="ignore",
                type="tertiary",
            )
    return selected


def csv_of(figure: go.Figure, table: pd.DataFrame | None = None) -> bytes:
    """The numbers behind a chart as CSV in UTF-8, from `table` or gathered from the traces.

    Formula-like text is made harmless for spreadsheets by a leading apostrophe.
    """
    import pandas as pd

    frame = table if table is not None else pd.concat(_rows(figure) or [pd.DataFrame()])
    frame = frame.map(harmless)
    written: str = frame.to_csv(index=table is not None and frame.index.name is not None)
    return written.encode("utf-8")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell:
        return "'" + cell
    return cell


def _rows(figure: go.Figure) -> list[pd.DataFrame]:
    """One frame a trace: its coordinates, flattened for heat maps, and its name."""
    import numpy as np
    import pandas as pd

    frames = []
    for place, trace in enumerate(figure.data):
        name = trace.name or f"series {place + 1}"
        if trace.type == "heatmap" and trace.z is not None:
            z = np.asarray(trace.z)
            x = list(trace.x) if trace.x is not None else list(range(z.shape[1]))
            y = list(trace.y) if trace.y is not None else list(range(z.shape[0]))
            frames.append(
                pd.DataFrame(
                    {
                        "series": name,
                        "x": np.tile(np.asarray(x, dtype=object), len(y)),
                        "y": np.repeat(np.asarray(y, dtype=object), len(x)),
                        "value": z.ravel(),
                    }
                )
            )
            continue
        columns = {}
        for axis in ("labels", "values", "x", "y", "z", "text"):
            values = getattr(trace, axis, None)
            if values is not None and not isinstance(values, str):
                columns[axis] = pd.Series(list(values))
        if columns:
            frames.append(pd.DataFrame(columns).assign(series=name))
    return frames
