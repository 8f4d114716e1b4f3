"""The table of figures: every set with the engine and with BM25 beside it, in one run."""

from collections.abc import Callable, Iterator, Sequence

from bench.bot import engines, sets
from bench.bot.sets import QuestionSet
from yingda.bot.training.evaluating import ENGINES, Labelled, Ready, guesses
from yingda.bot.training.measuring import figures

SETS: dict[str, Callable[[], QuestionSet]] = {
    "sofmattress": lambda: sets.hint3("sofmattress"),
    "powerplay11": lambda: sets.hint3("powerplay11"),
    "banking": sets.banking77,
    "banking10": lambda: sets.banking77("_10shot"),
    "banking5": lambda: sets.banking77("_5shot"),
    "clinc": sets.clinc150,
    "near": lambda: sets.banking77_oos("id"),
    "far": lambda: sets.banking77_oos("ood"),
    "cic": sets.cic,
    "epidemic": lambda: sets.retrieval("epidemic-zh", "epidemic-zh/train.csv"),
    "lcqmc": lambda: sets.retrieval("lcqmc-zh", "lcqmc-zh/dev.csv"),
}
RETRIEVAL = frozenset({"epidemic", "lcqmc"})
REWRITTEN: dict[str, dict[str, Callable[[str, int], str]]] = {
    "cic": sets.REWRITES,
    "banking": {"12 % typos": sets.typos},
}
HEAD = [
    "| set | engine | right | AUROC | ECE | at 95 % precision | p50 / p99 ms | training |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
]


def rows_of(name: str) -> Iterator[str]:
    """Measure one set with the engine and with BM25; two sets also rewritten."""
    known = SETS[name]()
    engine = "retrieval" if name in RETRIEVAL else "hybrid"
    ready = ENGINES[engine](known.known)
    yield line(known.name, engine, ready, known.test)
    for how, rewrite in REWRITTEN.get(name, {}).items():
        asked = [(rewrite(text, at), label) for at, (text, label) in enumerate(known.test)]
        yield line(f"{known.name}, {how}", engine, ready, asked)
    yield line(known.name, "BM25, characters", engines.bm25(known.known), known.test)
    if name in RETRIEVAL and (cut := engines.words_of()) is not None:
        yield line(known.name, "BM25, words", engines.bm25(known.known, cut), known.test)


def line(name: str, engine: str, ready: Ready, asked: Sequence[Labelled]) -> str:
    """Ask everything and return the table row."""
    found = figures(list(guesses(ready, asked)))
    calibration = "–" if engine.startswith("BM25") else f"{found.calibration_error:.1%}"
    return (
        f"| {name} | {engine} | {found.accuracy:.1%} | {found.auroc:.1%} | {calibration}"
        f" | {found.covered:.1%} | {found.p50_ms:.1f} / {found.p99_ms:.1f}"
        f" | {ready.seconds:.1f} s |"
    )
