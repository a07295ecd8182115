"""What can be carried off, carried off for real: PNG, SVG and CSV of a chart, files, bundle."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def models(tiny_address, visit):
    """The page of models over the tiny language model, whose curves are a chart."""
    seen = visit(f"{tiny_address}/models?model=next-word")
    seen.page.wait_for_selector(".js-plotly-plot .modebar-btn", state="attached")
    return seen.page


def saved(page, press) -> tuple[str, bytes]:
    """The name and content of the file that pressing gives."""
    with page.expect_download(timeout=60_000) as waiting:
        press()
    found = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def test_a_chart_is_saved_as_png_svg_and_csv_and_has_an_alt_text(models):
    group = models.get_by_role("group", name="Save the chart")
    name, image = saved(models, group.get_by_role("button", name="PNG").click)
    assert name.endswith(".png") and image.startswith(b"\x89PNG")
    width = int.from_bytes(image[16:20], "big")
    assert width > 800  # twice the size on the screen
    name, drawing = saved(models, group.get_by_role("button", name="SVG").click)
    assert name.endswith(".svg") and drawing.lstrip().startswith(b"<svg")
    assert b"held-out data" in drawing
    name, image = saved(models, group.get_by_role("button", name="PNG").click)
    assert name.endswith(".png") and image.startswith(b"\x89PNG")
    name, data = saved(models, models.get_by_role("button", name="CSV", exact=True).click)
    lines = data.decode("utf-8").splitlines()
    assert name.endswith(".csv")
    assert lines[0].split(",")[:3] == ["step", "tokens", "train_loss"]
    assert len(lines) == 4
    assert models.get_by_role("figure", name="Loss against training").count() == 1


def test_the_bundle_and_the_graph_come_whole_and_the_device_is_told(models):
    name, data = saved(models, models.get_by_role("button", name="Bundle").click)
    assert name == "next-word.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert bundle.testzip() is None
        manifest = json.loads(bundle.read("manifest.json"))
        graph = bundle.read("next-word/step.onnx")
    assert manifest["artifacts"][0]["id"] == "next-word"
    name, alone = saved(models, models.get_by_role("button", name="step.onnx").click)
    assert alone == graph
    assert name == "next-word-step.onnx"
    models.get_by_role("button", name="CPU").or_(models.get_by_role("button", name="GPU")).click()
    models.get_by_text("ExecutionProvider").wait_for()
