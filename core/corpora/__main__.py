"""`python -m core.corpora list | check | prepare ID`: what there is, what is here, make one."""

from __future__ import annotations

from typing import Annotated

import typer

from core.corpora.errors import CorpusDamaged, CorpusError, CorpusMissing
from core.corpora.loader import corpus_file
from core.corpora.prepare import prepare as prepare_corpus
from core.corpora.registry import CORPORA

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.command("list")
def list_corpora() -> None:
    """Every corpus: id, language, size, licence."""
    for corpus in CORPORA.values():
        size = sum(entry.bytes for entry in corpus.files) / 1e6
        made = " · prepare" if corpus.preparer else ""
        typer.echo(f"{corpus.id:17} {corpus.language:4} {size:6.1f} MB  {corpus.licence}{made}")


@app.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(help="Corpus ids; all without.")] = None,
) -> None:
    """Look for the prepared files and compare their hashes; exit code 1 for a damaged one."""
    damaged = False
    try:
        for corpus_id in ids or list(CORPORA):
            for entry in CORPORA[corpus_id].files:
                try:
                    state = str(corpus_file(corpus_id, entry.name))
                except CorpusMissing:
                    state = "missing"
                except CorpusDamaged as error:
                    state, damaged = f"DAMAGED: {error}", True
                typer.echo(f"{corpus_id:17} {entry.name:36} {state}")
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if damaged:
        raise typer.Exit(1)


@app.command()
def prepare(corpus_id: Annotated[str, typer.Argument(help="The id of one corpus.")]) -> None:
    """Download a corpus's public original and turn it into the prepared format."""
    try:
        for path in prepare_corpus(corpus_id):
            typer.echo(str(path))
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
