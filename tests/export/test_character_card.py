"""What the card of a character model says, and the small commands beside its export."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.corpora.splits import Split
from core.training.character_text import Document
from export.characters import copied
from export.characters.card_notes import TEXTS, closed, filled_paragraphs
from export.characters.extras import ALL, opened, read_measures
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import ENGLISH, add_english_verse, add_persian_verse


def test_a_paragraph_without_its_number_is_left_out() -> None:
    text = "Always.\n\nShare {measures[copied][share]:.1%}\nof lines.\n\nA brace {{x}}.\n"
    known: dict[str, object] = {"scores": {}, "measures": {}}
    assert filled_paragraphs(text, known) == ["Always.", "A brace {x}."]
    known["measures"] = {"copied": {"share": 0.0123}}
    assert filled_paragraphs(text, known)[1] == "Share 1.2%\nof lines."


@pytest.mark.parametrize("model_id", ALL)
def test_each_text_can_be_set_without_and_with_measures(model_id: str) -> None:
    class Everything(dict[str, object]):
        def __missing__(self, key: str) -> object:
            return Everything()

        def __format__(self, how: str) -> str:
            return format(0.5, how)

    text = (TEXTS / f"{model_id}.md").read_text(encoding="utf-8")
    least = filled_paragraphs(text, {"scores": {}, "measures": {}, "closed": {}})
    most = filled_paragraphs(text, dict.fromkeys(("scores", "measures", "closed"), Everything()))
    assert least and "{" not in "".join(least)
    assert len(most) == len(text.strip().split("\n\n")) >= len(least)


def test_what_is_closed_is_told_of_the_served_temperature() -> None:
    rows = [
        {"who": "real", "balanced": 0.9},
        {"who": "model", "temperature": 0.5, "balanced": 0.95},
        {"who": "model", "temperature": 0.8, "balanced": 0.85},
        {"who": "6-gram", "temperature": 0.8, "balanced": 0.3},
    ]
    found = closed({"served": 0.8, "rows": rows})
    assert {who: row["balanced"] for who, row in found.items()} == {
        "real": 0.9,
        "model": 0.85,
        "6-gram": 0.3,
    }
    said = filled_paragraphs(
        "{closed[6-gram][balanced]:.0%} {closed[real][balanced]}", {"closed": found}
    )
    assert said == ["30% 0.9"]
    assert closed(None) == {}


def test_lines_are_verses_or_hemistichs_with_some_words() -> None:
    assert copied.lines("one two  three\n\nfour five\nsix seven eight nine") == [
        "one two three",
        "six seven eight nine",
    ]
    assert copied.lines("یک دو سه\tچهار پنج شش\n") == ["یک دو سه", "چهار پنج شش"]


def test_copied_lines_are_found(tiny_artifacts: TinyArtifacts, monkeypatch) -> None:
    artifact = add_english_verse(tiny_artifacts)
    out = tiny_artifacts.root / artifact.id
    written = list(copied.written_lines(opened(out), length=120))
    assert len(written) > 10
    train = [Document("\n".join(written[:5]) + "\n", Split.TRAIN)]
    test = [Document(ENGLISH, Split.TEST)]
    monkeypatch.setattr(copied, "LENGTH", 120)
    monkeypatch.setattr(copied, "written_lines", lambda task: written)
    monkeypatch.setattr(
        copied, "documents", lambda corpus, split: train if split is Split.TRAIN else test
    )
    copied.write("english-verse", out)
    found = read_measures(out)["copied"]
    own = sum(line in written[:5] for line in written) / len(written)
    assert found["share"] == pytest.approx(own, abs=1e-5)
    assert found["lines"] == len(written)
    assert found["test_lines"] == len(copied.lines(ENGLISH))


def test_samples_are_printed_by_seed(tiny_artifacts: TinyArtifacts) -> None:
    import typer

    from export.characters.samples import main

    add_persian_verse(tiny_artifacts)
    app = typer.Typer()
    app.command()(main)
    root = str(Path(tiny_artifacts.root))
    said = [
        CliRunner().invoke(app, ["persian-verse", "-n", "2", "--length", "30", "--artifacts", root])
        for _ in range(2)
    ]
    assert said[0].exit_code == 0, said[0].output
    assert said[0].output == said[1].output
    assert "seed 0" in said[0].output and "seed 1" in said[0].output
