"""The registry of corpora: complete entries, one id each, words for the unknown."""

import pytest

from core.corpora import CORPORA, CorpusUnknown
from core.corpora.prepare import PREPARERS

ASKED_FOR = [
    "questions",
    "wiki-general",
    "reference",
    "novels",
    "persian-poetry",
    "english-poetry",
    "tiny-shakespeare",
    "latex-stacks",
    "wiki-markup",
    "rt-polarity",
    "coarsewsd20",
    "cora",
    "wordsim",
    "mnist",
    "flickr8k",
    "tatoeba",
    "ewt",
    "gum",
]


@pytest.mark.parametrize("corpus_id", ASKED_FOR)
def test_corpus_is_registered(corpus_id: str) -> None:
    assert CORPORA[corpus_id].id == corpus_id


@pytest.mark.parametrize("corpus_id", list(CORPORA))
def test_entry_says_where_from_and_what_is_allowed(corpus_id: str) -> None:
    corpus = CORPORA[corpus_id]
    assert corpus.licence and corpus.attribution and corpus.splits and corpus.language
    assert corpus.originals and all(url.startswith("http") for url in corpus.originals)
    assert corpus.files
    if corpus.preparer is not None:
        assert corpus.preparer in PREPARERS
        assert all(entry.original for entry in corpus.files)


def test_no_two_corpora_share_a_file() -> None:
    names = [entry.name for corpus in CORPORA.values() for entry in corpus.files]
    assert len(names) == len(set(names))


def test_raw_lines_of_closed_licences_are_not_open() -> None:
    assert not CORPORA["questions"].open
    assert not CORPORA["coarsewsd20"].open
    assert not CORPORA["flickr8k"].open


def test_unknown_names_are_answered_with_the_known() -> None:
    with pytest.raises(CorpusUnknown, match="known are questions"):
        CORPORA["no-such"]
    with pytest.raises(CorpusUnknown, match=r"mnist\.npz"):
        CORPORA["mnist"].file("digits.zip")
    assert "no-such" not in CORPORA
