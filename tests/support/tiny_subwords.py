"""Two byte-pair tokenisers learned from a few sentences, under the id that Tokens asks for."""

from core.runtime import Artifact
from core.training.tokens_bpe import learn
from tests.support.tiny_artifacts import TinyArtifacts

TEXTS = {
    "en": [
        "The unbelievable fridge keeps the potatoes cold.",
        "The kangaroo keeps the fridge and the potatoes in the kitchen.",
        "A believable kangaroo is in the fridge, believing in potatoes, and is unbearable.",
    ],
    "fa": [
        "کتاب‌های خوب را می‌خوانم و نامه‌هایش را نمی‌نویسم.",
        "نامه‌ها و کتاب‌ها را می‌نویسم و کتاب خوب می‌خوانم.",
    ],
}


def add_subwords(artifacts: TinyArtifacts) -> Artifact:
    """Put the tiny tokenisers among `artifacts`."""
    settings = {"vocabulary": 256 + 120, "characters": 60}
    told = {
        language: learn(settings, iter(texts * 3)).to_str() for language, texts in TEXTS.items()
    }
    return artifacts.add(
        "tokens-bpe",
        task="subwords",
        title="Learned subwords, tiny",
        graphs={},
        files={f"tokenizer-{language}.json": text.encode() for language, text in told.items()},
    )
