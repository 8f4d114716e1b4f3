"""Replays real questions before and after an hour on the leak board: `python -m bench.mending`.

Writes docs/measurements/mending-leaks.md. The sets are not part of this repository;
YINGDA_BENCH_SETS names their folder.
"""

import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from bench.bot import sets
from bench.machine import describe
from bench.mending.people import Customer, Owner, Told
from bench.mending.reporting import Asked, Both, Judged, report
from bench.mending.reviewing import Reviewer, Shop, entry_of
from bench.server import HOST, serving
from yingda.app.commands.starting import prepare
from yingda.app.setting_up import owner_link
from yingda.bot.training.evaluating import Labelled
from yingda.foundation.settings import Settings

OUT = Path(__file__).parents[2] / "docs" / "measurements" / "mending-leaks.md"
QUESTIONS = 500
TOGETHER = 6
EVERY = 7  # each seventh entry is missing on the first day
EXAMPLES = {"cic-zh": 0, "hint3 powerplay11": 2}
SETS: dict[str, Callable[[], sets.QuestionSet]] = {
    "cic-zh": sets.cic,
    "powerplay11": lambda: sets.hint3("powerplay11"),
}


@dataclass(frozen=True)
class Plan:
    """What is asked through the widget, and what is only tried: the reviewer never sees that."""

    asked: Sequence[Labelled]
    held_out: Sequence[Labelled]


def main() -> None:
    """Measure the sets that were named, or all."""
    logging.disable(logging.INFO)
    parts = []
    for name in sys.argv[1:] or list(SETS):
        head = describe()
        parts.append(asyncio.run(measured(SETS[name]())) + "\n" + "\n".join(head))
        print(parts[-1], flush=True)
        OUT.write_text(report(parts), encoding="utf-8")


async def measured(known: sets.QuestionSet) -> str:
    """Play one set; return its part of the report."""
    plan = planned(known.test)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        await asyncio.to_thread(prepare, settings)
        with serving(Path(folder)) as server:
            link = await owner_link(settings)  # a server that starts ends all earlier ones
            assert link is not None
            base = f"http://{HOST}:{server.port}"
            async with httpx2.AsyncClient(base_url=base, trust_env=False, timeout=60) as http:
                owner = Owner(http)
                await owner.set_up(link.partition("token=")[2])
                shop = await stocked(owner, known)
                return await hour_of(owner, shop, plan, base, known.name)


def planned(test: Sequence[Labelled]) -> Plan:
    """Draw 500 questions to be asked, and as many others; no text is in both."""
    unique = list({text.strip()[:400]: label for text, label in test if text.strip()}.items())
    random.Random(4).shuffle(unique)  # noqa: S311 - a fixed draw
    return Plan(unique[:QUESTIONS], unique[QUESTIONS : 2 * QUESTIONS])


async def stocked(owner: Owner, known: sets.QuestionSet) -> Shop:
    """Write the FAQ of a shop's first day: one entry a label, every seventh is missing."""
    shop = Shop(known.names)
    labels = sorted({label for _, label in known.train if label is not None})
    for number, label in enumerate(labels):
        if number % EVERY == EVERY - 1:
            continue
        texts = [text for text, one in known.train if one == label][: EXAMPLES[known.name]]
        draft = entry_of(known.names[label], *texts) | {"merchant_id": owner.merchant["id"]}
        shop.entries[label] = (await owner.ask("POST", "/api/knowledge/entries", json=draft))["id"]
    return shop


async def hour_of(owner: Owner, shop: Shop, plan: Plan, base: str, name: str) -> str:
    """Ask, mend for an hour, ask again."""
    stock = len(shop.entries)
    before = await both(owner, shop, plan, base)
    reviewer = Reviewer(owner, shop, dict(plan.asked))
    await reviewer.work()
    after = await both(owner, shop, plan, base)
    return Asked(name, stock, before, after, reviewer.done).told()


async def both(owner: Owner, shop: Shop, plan: Plan, base: str) -> Both:
    """Ask the 500 as customers do, and try the others."""

    async def as_customer(text: str, label: str | None) -> Told:
        wanted = None if label is None else shop.entries.get(label)
        async with httpx2.AsyncClient(base_url=base, trust_env=False, timeout=60) as http:
            return await Customer(http).asks(owner.merchant["public_key"], text, wanted)

    async def tried(text: str, _: str | None) -> Told:
        return await owner.tries(text)

    asked = await judged(plan.asked, as_customer, shop)
    return asked, await judged(plan.held_out, tried, shop)


async def judged(
    questions: Sequence[Labelled],
    ask: Callable[[str, str | None], Awaitable[Told]],
    shop: Shop,
) -> list[Judged]:
    """Ask all, a few at a time."""
    places = asyncio.Semaphore(TOGETHER)

    async def one(text: str, label: str | None) -> Judged:
        async with places:
            told = await ask(text, label)
        return Judged(told, None if label is None else shop.entries.get(label))

    return list(await asyncio.gather(*(one(*question) for question in questions)))


main()
