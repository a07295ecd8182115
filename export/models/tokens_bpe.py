"""`tokens-bpe`: two learned subword tokenisers; an artifact of files without a graph."""

from __future__ import annotations

import json
from pathlib import Path

from core.corpora import CORPORA
from core.runtime import Registry
from core.runtime.engine.manifest import Artifact, CorpusRef, Score
from core.runtime.tasks.subwords import Subwords
from core.training.recipe import Recipe
from export.model_export import NotTrained
from export.onnx_file import file_entries
from export.provenance import commit, versions
from export.scores.tokens_bpe import score_tokenisers

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = {"en": "English, held-out lines", "fa": "Persian verse, held-out lines"}
NOTES = """\
Byte-pair encoding with 8,000 pieces each. The English one learned from an encyclopaedia, a
dictionary and novels; the Persian one from classical verse alone, so modern words fall apart on it.
Pieces that begin a word carry ▁ for the space before it; digits stand alone; what is in no piece is
spelled in UTF-8 bytes. Case is kept: *The* and *the* are two pieces.
`score` of a file takes plain text; its language is the ending before .txt (`book.fa.txt`), else
English.
"""


class TokensBpeExport:
    """See `export.model_export.ModelExport`."""

    id = "tokens-bpe"

    def build(self, run: Path, out: Path) -> None:
        for language in LANGUAGES:
            if not (run / f"{language}.json").is_file():
                raise NotTrained("Train it first: python -m core.training tokens-bpe")
            told = json.loads((run / f"{language}.json").read_text(encoding="utf-8"))
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            (out / f"tokenizer-{language}.json").write_text(text + "\n", encoding="utf-8")

    def quantize(self, out: Path) -> None:
        """There is no graph."""

    def verify(self, out: Path) -> dict[str, float]:
        """There is no graph, and so no role to compare; each file must be a tokeniser that cuts."""
        from tokenizers import Tokenizer

        for language in LANGUAGES:
            tokenizer = Tokenizer.from_file(str(out / f"tokenizer-{language}.json"))
            if not tokenizer.encode(language).ids:
                raise ValueError(f"tokenizer-{language}.json cuts nothing")
        return {}

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        registry = Registry(out.parent)
        return score_tokenisers(Subwords(registry.artifact(self.id), registry), files, sample)

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        del parity
        recipe = Recipe.load(self.id)
        used = list(
            dict.fromkeys(c["id"] for told in recipe.data.values() for c in told["corpora"])
        )
        measured = {
            f"{language}_tokens_per_word": Score(
                value=scores[f"{language}_tokens_per_word"],
                baseline=scores[f"{language}_characters_per_word"],
                baseline_name="characters",
                split=split,
                higher_is_better=False,
            )
            for language, split in LANGUAGES.items()
            if f"{language}_tokens_per_word" in scores
        }
        return Artifact(
            id=self.id,
            task="subwords",
            title=recipe.title,
            language="mul",
            files=file_entries(out),
            graphs={},
            corpora=[
                CorpusRef(id=id, licence=CORPORA[id].licence, attribution=CORPORA[id].attribution)
                for id in used
            ],
            recipe=recipe.model_dump(mode="json", include={"module", "kind", "data"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("tokenizers"),
            scores=measured,
            licence="CC BY-SA 4.0",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "tokens_bpe.py").read_text(encoding="utf-8")


EXPORT = TokensBpeExport()
