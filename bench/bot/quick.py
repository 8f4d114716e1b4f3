"""One set after another, named on the command line: `python -m bench.bot.quick clinc …`."""

import sys
import time

from bench.bot import engines, sets
from bench.bot.figures import figures

SETS = {
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
for name in sys.argv[1:]:
    known = SETS[name]()
    kinds = [engines.rankers, engines.bm25] if name in {"epidemic", "lcqmc"} else [engines.hybrid]
    for kind in kinds:
        trained = kind(known)
        guesses, seconds = [], []
        for one in known.test:
            began = time.perf_counter()
            guesses.append(trained.ask(one.text))
            seconds.append(time.perf_counter() - began)
        print(
            name,
            kind.__name__,
            f"{trained.seconds:.1f}s",
            trained.relabelled,
            trained.packed_bytes // 1000,
            figures(known.test, guesses, seconds),
            flush=True,
        )
