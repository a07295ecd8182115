"""`python -m export`: each model's way from a training run to a published artifact."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from core.corpora.errors import CorpusError
from core.runtime.bundle import bundle_name, write_bundle
from core.runtime.engine.registry import Registry, artifacts_root
from core.runtime.errors import UnrolledError
from export import journey, verification
from export.model_export import (
    ExtraUnknown,
    ModelExport,
    NotTrained,
    QuantizationRefused,
    WithExtras,
    model_export,
    model_ids,
)

app = typer.Typer(
    help="Turn trained models into ONNX artifacts, and check, measure and bundle them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

USUAL_SAMPLE = 500  # lines

Model = Annotated[str, typer.Argument(help="A model's id, as `list` shows it, such as next-word.")]
Root = Annotated[
    Path | None,
    typer.Option("--artifacts", help="Folder of artifacts; by default the project's."),
]
Run = Annotated[
    Path | None, typer.Option("--run", help="Run folder of the training; by default the cache's.")
]
Record = Annotated[
    bool, typer.Option("--record", help="Write what was measured into the card and the manifest.")
]


@app.command("list")
def list_models(artifacts: Root = None) -> None:
    """Every model: whether it is trained and published, its size, how it is served, its scores."""
    registry = Registry(artifacts)
    known = {artifact.id: artifact for artifact in registry.artifacts()}
    for model in sorted(set(model_ids()) | set(known)):
        artifact = known.get(model)
        if artifact is None:
            trained = "trained" if journey.run_folder(model).is_dir() else "not trained"
            print(f"{model:24} {trained}, not published")
            continue
        scores = ", ".join(f"{name} {s.value:.4g}" for name, s in artifact.scores.items())
        served = ", ".join(f"{role} on {device}" for device, role in artifact.serve.items())
        print(f"{model:24} {artifact.bytes / 1e6:7.2f} MB  {served or '-'}  {scores}".rstrip())
    for model, reason in registry.damaged().items():
        print(f"{model:24} damaged entry: {reason.splitlines()[0]}")


@app.command()
def build(model: Model, run: Run = None, artifacts: Root = None) -> None:
    """Trained run → float graphs, tokeniser, settings, curves, example and manifest entry."""
    command = [sys.executable, "-m", "export", "build-here", model]
    command += ["--run", str(run)] if run else []
    command += ["--artifacts", str(artifacts)] if artifacts else []
    # A process per model: a second torch export in one process can freeze the time axis.
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@app.command(hidden=True)
def build_here(model: Model, run: Run = None, artifacts: Root = None) -> None:
    """The work of `build`, in this process."""
    export, out = _export(model), _out(model, artifacts)
    try:
        with journey.staged(out) as folder:
            export.build(run or journey.run_folder(model), folder)
    except NotTrained as error:
        raise _stop(str(error)) from error
    entry = journey.publish(export, out)
    print(f"{model}: {entry.bytes / 1e6:.2f} MB in {len(entry.files)} files")


@app.command()
def quantize(model: Model, artifacts: Root = None) -> None:
    """Float graph → the small graph that the CPU serves; refused when it loses over 1 %."""
    export, out = _export(model), _out(model, artifacts, built=True)
    try:
        export.quantize(out)
    except QuantizationRefused as error:
        raise _stop(f"refused: {error}") from error
    entry = journey.publish(export, out)
    for role, graph in entry.graphs.items():
        size = entry.files[graph.file].bytes / 1e6
        print(f"{model}: {role:24} {graph.precision:16} {size:7.2f} MB")


@app.command()
def extras(
    model: Model,
    names: Annotated[list[str] | None, typer.Argument(help="Which; by default all.")] = None,
    artifacts: Root = None,
) -> None:
    """Files that a page shows and the graphs have to compute: indices, tables, measures."""
    export, out = _export(model), _out(model, artifacts, built=True)
    if not isinstance(export, WithExtras):
        raise _stop(f"{model} has no extras")
    try:
        for name, skipped in export.extras(out, list(names or [])):
            print(f"{model}: {name:16} {skipped or 'written'}", flush=True)
    except ExtraUnknown as error:
        raise _stop(str(error)) from error
    finally:
        journey.publish(export, out)


@app.command()
def verify(
    models: Annotated[list[str] | None, typer.Argument(help="Ids; by default every one.")] = None,
    artifacts: Root = None,
    record: Record = False,
) -> None:
    """Each graph against its PyTorch module at several batch sizes and lengths."""
    root = artifacts or artifacts_root()
    published = {artifact.id for artifact in Registry(root).artifacts()}
    wanted = models or [model for model in model_ids() if model in published]
    wrong: list[str] = []
    for model in wanted:
        export, out = _export(model), _out(model, artifacts, built=True)
        parity = export.verify(out)
        entry = journey.published(model, root)
        for role, error in sorted(parity.items()):
            print(f"{model:24} {role:24} largest error {error:.3g}")
        wrong += [f"{model}: {line}" for line in verification.failures(entry, parity)]
        if record:
            journey.Measurements(model, out).keep(parity=parity)
            journey.publish(export, out)
    if wrong:
        raise _stop("\n".join(wrong))
    print(f"verified: {', '.join(wanted) or 'nothing is published'}")


@app.command()
def score(
    model: Model,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files in the corpus's format; by default the model's test split."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every line, not a sample.")] = False,
    sample: Annotated[
        int | None,
        typer.Option(
            help="Lines in the seeded sample, 500 by default; of a model over characters: poems, "
            "pages or chapters, by default all.",
            min=1,
        ),
    ] = None,
    artifacts: Root = None,
    record: Record = False,
) -> None:
    """Held-out measures of the served artifact. The last line is JSON with flat keys."""
    export, out = _export(model), _out(model, artifacts, built=True)
    for file in files or []:
        if not file.is_file():
            raise _stop(f"there is no file {file}")
    usual = export.usual_sample if isinstance(export, WithExtras) else USUAL_SAMPLE
    began = time.perf_counter()
    scores = export.score(out, list(files or []), sample=None if every else sample or usual)
    print(f"{model}: scored in {time.perf_counter() - began:.1f} s")
    for name, value in scores.items():
        print(f"  {name:32} {value:.6g}")
    if record:
        if files:
            raise _stop("only the model's own test split is recorded")
        journey.Measurements(model, out).keep(scores=scores)
        journey.publish(export, out)
    print(json.dumps(scores))


@app.command()
def card(model: Model, artifacts: Root = None) -> None:
    """Write example, card and manifest entry again from what was measured, and show the card."""
    export, out = _export(model), _out(model, artifacts, built=True)
    journey.publish(export, out)
    print((out / "card.md").read_text(encoding="utf-8"), end="")


@app.command()
def bundle(
    model: Model,
    folder: Annotated[Path, typer.Option("--to", help="Where to put the zip.")] = Path("dist"),
    artifacts: Root = None,
) -> None:
    """A zip with graphs, tokeniser, card, licences and an example that needs ONNX Runtime only."""
    registry = Registry(artifacts)
    artifact = registry.artifact(model)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / bundle_name(artifact)
    with path.open("wb") as file:
        write_bundle(artifact, registry, file)
    print(f"{path} ({path.stat().st_size / 1e6:.2f} MB)")


@app.command("all")
def walk(
    model: Model,
    train: Annotated[bool, typer.Option("--train", help="Train (or resume) first.")] = False,
    run: Run = None,
    artifacts: Root = None,
    whole: Annotated[bool, typer.Option("--whole/--sample", help="Score every line.")] = True,
    folder: Annotated[Path, typer.Option("--to", help="Where to put the zip.")] = Path("dist"),
) -> None:
    """The whole journey: build → quantize → verify → score → card → bundle, each recorded."""
    known, root = _export(model), ["--artifacts", str(artifacts)] if artifacts else []
    steps: list[list[str]] = [["-m", "core.training", model]] if train else []
    steps += [
        ["-m", "export", "build", model, *(["--run", str(run)] if run else []), *root],
        ["-m", "export", "quantize", model, *root],
        *([["-m", "export", "extras", model, *root]] if isinstance(known, WithExtras) else []),
        ["-m", "export", "verify", model, "--record", *root],
        ["-m", "export", "score", model, "--record", *(["--all"] if whole else []), *root],
        ["-m", "export", "bundle", model, "--to", str(folder), *root],
    ]
    for step in steps:
        print("→ python", " ".join(step), flush=True)
        code = subprocess.run([sys.executable, *step], check=False).returncode
        if code:
            raise typer.Exit(code)


def _export(model: str) -> ModelExport:
    try:
        return model_export(model)
    except KeyError as error:
        raise _stop(str(error.args[0])) from error


def _out(model: str, artifacts: Path | None, *, built: bool = False) -> Path:
    out = (artifacts or artifacts_root()) / model
    if built and not out.is_dir():
        raise _stop(f"{model} is not built yet: python -m export build {model}")
    return out


def _stop(sentence: str) -> typer.Exit:
    print(sentence, file=sys.stderr)
    return typer.Exit(1)


def main() -> None:
    """Run the command; an error with a sentence is shown as that sentence."""
    try:
        app(prog_name="python -m export")
    except (UnrolledError, CorpusError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
