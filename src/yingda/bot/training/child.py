"""Training as a process of its own: `python -m yingda.bot.training.child`, JSON in, JSON out.

A server that never imports scikit-learn stays small, and what training needs is given back when
the process ends.
"""

import base64
import json
import os
import signal
import sys
import time
from dataclasses import asdict
from typing import Any

LONGEST_SECONDS = 900
_KINDNESS = 10


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    """Train on {"texts", "labels", "answers", "asked"}; return model, calibrator and figures."""
    from yingda.bot.training.learning import Examples, learn  # noqa: PLC0415 - after the priority

    began = time.perf_counter()
    texts, labels, answers = asked["texts"], asked["labels"], asked["answers"]
    learnt = learn(Examples(texts, labels, {}, asked["asked"], answers, by_hand=True))
    return {
        "packed": base64.b64encode(learnt.model.packed()).decode(),
        "calibrator": None if learnt.calibrator is None else asdict(learnt.calibrator),
        "figures": {
            "questions": len(texts),
            "entries": len(learnt.model.classes),
            "held_out": learnt.held_out,
            "right": learnt.right,
            "right_by_rankers": learnt.right_by_rankers,
            "seconds": round(time.perf_counter() - began, 2),
        },
    }


def main() -> None:
    """Answer one request, unless it takes so long that nobody can be waiting any more."""
    os.nice(_KINDNESS)
    signal.alarm(LONGEST_SECONDS)
    json.dump(answered(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
