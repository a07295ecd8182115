"""The page of models: every artifact's card, whatever state the artifacts are in."""

from __future__ import annotations

from tests.pages.conftest import OpenPage, said
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word


def test_no_artifacts_are_said_in_one_sentence(open_page: OpenPage) -> None:
    page = open_page("models.py")
    assert not page.exception and not page.error
    assert len(page.warning) == 1


def test_a_card_tells_everything_of_the_manifest(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    tiny_artifacts.add(
        "tiny",
        title="A tiny product",
        corpora=[{"id": "novels", "licence": "Public domain", "attribution": "Jane Austen"}],
        recipe={"layers": 2, "optimiser": {"name": "adam"}},
        seed=17,
        scores={
            "accuracy": {
                "value": 0.914,
                "baseline": 0.5,
                "baseline_name": "majority",
                "split": "held out",
            }
        },
        notes="It **multiplies**.",
    )
    page = open_page("models.py", artifacts=tiny_artifacts.root)
    assert not page.exception and not page.error
    text = said(page)
    for fact in ("A tiny product", "0.914", "majority", "Jane Austen", "Public domain", "17",
                 "optimiser.name", "adam", "It **multiplies**."):  # fmt: skip
        assert fact in text, fact
    for name in tiny_artifacts.registry.artifact("tiny").files:
        assert name in text
    labels = [button.proto.label for button in page.get("download_button")]
    assert any("Bundle" in label for label in labels)
    assert any(".onnx" in label for label in labels)


def test_the_address_chooses_the_card(open_page: OpenPage, tiny_artifacts: TinyArtifacts) -> None:
    tiny_artifacts.add("first", title="The first")
    tiny_artifacts.add("second", title="The second")
    page = open_page("models.py", artifacts=tiny_artifacts.root, model="second")
    assert page.header[0].value == "The second"


def test_an_unknown_model_in_the_address_is_noted(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    tiny_artifacts.add("first", title="The first")
    page = open_page("models.py", artifacts=tiny_artifacts.root, model="<b>none</b>")
    assert not page.exception and not page.error
    assert page.header[0].value == "The first"
    assert "cannot be used here" in said(page)


def test_the_curves_are_drawn_and_said(open_page: OpenPage, tiny_artifacts: TinyArtifacts) -> None:
    add_next_word(tiny_artifacts)
    page = open_page("models.py", artifacts=tiny_artifacts.root)
    assert not page.exception and not page.error
    assert "from 3.90 to 3.50" in said(page)
    assert page.get("plotly_chart")


def test_damaged_curves_cost_the_chart_alone(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    add_next_word(tiny_artifacts)
    (tiny_artifacts.root / "next-word" / "curves.json").write_text("broken")
    page = open_page("models.py", artifacts=tiny_artifacts.root)
    assert not page.exception and not page.error
    assert len(page.warning) == 1
    assert "Files" in [header.value for header in page.header]


def test_a_damaged_entry_is_named_and_the_others_stay(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    tiny_artifacts.add("first", title="The first")
    path = tiny_artifacts.root / "manifest.json"
    path.write_text(path.read_text().replace('"artifacts": [', '"artifacts": [{"id": "bad"},', 1))
    page = open_page("models.py", artifacts=tiny_artifacts.root)
    assert not page.exception and not page.error
    assert "bad" in page.warning[0].value
    assert "The first" in said(page)
