"""The first words to a customer: a fact of their open order, and three things true here."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.helpcenter.gathering import Person, entries_of_state, tasks_of, traffic_now
from yingda.helpcenter.suggesting.methods import OPEN, URGENCY
from yingda.helpcenter.wording import own_title, wording_in, written_in
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Language
from yingda.merchants.queries import settings_of
from yingda.orders.models import OrderStatus
from yingda.orders.schemas import OrderView
from yingda.team import queries as team

CAN, TASKS, TOPICS = 3, 3, 3
STATES = get_args(OrderStatus)
_DIVIDES = re.compile(r"[-/|>·]")
"""What stands between a category and its part in one name."""
_LONGEST_TITLE = 24


def greeting_for(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry], *, says_hello: bool = True
) -> str:
    """Return the greeting in the person's language, without a hello where a heading says it.

    The shop's own words come first when it has some. What follows is only what can be shown to be
    true: the state of an order as the shop's system told it, questions that have a live answer for
    this person, and whether somebody is there to take over.
    """
    language = person.language
    look = settings_of(person.merchant).widget
    own = look.greeting.get(language)
    order = most_urgent(person)
    hello = say(language, "helpcenter.hello") if says_hello else ""
    parts = [own or hello] if own or hello else []
    if order is not None:
        parts.append(fact_of(order, language, person.merchant.timezone, tx.now))
    if not own:
        able = abilities(tx, person, entries, order)
        parts.append(say(language, "helpcenter.can", what="\n".join(f"- {one}" for one in able)))
    return "\n".join(parts)


def most_urgent(person: Person) -> OrderView | None:
    """Return the open order that most needs a word, the newest of those."""
    open_ones = [one for one in person.orders if one.status in OPEN]
    return max(open_ones, key=lambda one: (URGENCY[one.status], one.created_at), default=None)


def fact_of(order: OrderView, language: Language, timezone: str, now: Instant) -> str:
    """Say what the shop's system told last of this order."""
    return say(
        language,
        f"helpcenter.order.{order.status}",
        title=title_of(order, language),
        carrier=_written(order.carrier or say(language, "helpcenter.order.carrier"), language),
        eta=_eta(order.expected_at, language, timezone, now),
    )


def title_of(order: OrderView, language: Language) -> str:
    """Name an order by what was bought, or by its number."""
    if not order.items:
        return order.external_id
    title = _written(order.items[0].title, language)
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    more = len(order.items) - 1
    return say(language, "helpcenter.order.more", title=short, count=more) if more else short


def abilities(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry], order: OrderView | None
) -> list[str]:
    """Return three things that can be done for this person, each backed by what does it.

    Only what is called something in their language is named.
    """
    language, found = person.language, []
    titles = {key: title for key, one in entries.items() if (title := own_title(one, language))}
    raised = entries_of_state(tx, person, order.status) if order else ()
    if question := next((titles[one] for one in raised if one in titles), None):
        found.append(say(language, "helpcenter.able.order", question=question))
    if tasks := _tasks(tx, person, order):
        found.append(say(language, "helpcenter.able.tasks", tasks=tasks))
    if len(found) < CAN - 1 and (topics := _topics(entries, language)):
        found.append(say(language, "helpcenter.able.topics", topics=topics))
    if len(found) < CAN - 1 and (hot := _hottest(tx, person, titles)):
        found.append(say(language, "helpcenter.able.hot", question=hot))
    group = team.default_group(tx, person.merchant.tenant_id, person.merchant.id)
    there = group is not None and team.somebody_on_duty(tx, group.id)
    found.append(say(language, "helpcenter.able.person" if there else "helpcenter.able.note"))
    return found[:CAN]


def _topics(entries: Mapping[str, IndexedEntry], language: Language) -> str:
    subjects = (_DIVIDES.split(one.category)[0].strip() for one in entries.values())
    named = (written_in(one, language) for one in subjects)
    counted = Counter(one for one in named if one)
    return say(language, "helpcenter.comma").join(name for name, _ in counted.most_common(TOPICS))


def _tasks(tx: Tx, person: Person, order: OrderView | None) -> str:
    """Name the tasks that this person's orders are for: those of the urgent order come first.

    Of two, the one for fewer states of an order says more about this one.
    """
    language, now = person.language, [order.status] if order else []
    mine = {one.status for one in person.orders}
    fitting = [one for one in tasks_of(tx, person.merchant.id) if one.is_about(mine)]
    fitting.sort(key=lambda one: (not one.is_about(now), len(one.statuses or STATES)))
    names = [name for one in fitting if (name := wording_in(one.title, language))]
    return say(language, "helpcenter.comma").join(names[:TASKS])


def _hottest(tx: Tx, person: Person, titles: Mapping[str, str]) -> str | None:
    traffic = traffic_now(tx, person.merchant.id)
    ranked = (traffic.today + traffic.before).most_common()
    return next((titles[one] for one, _ in ranked if one in titles), None)


def _written(name: str, language: Language) -> str:
    return written_in(name, language) or name


def _eta(expected: Instant | None, language: Language, timezone: str, now: Instant) -> str:
    if expected is None or expected < now:
        return ""
    day = datetime.fromtimestamp(expected / SECOND, ZoneInfo(timezone))
    return say(language, "helpcenter.order.eta", month=day.month, day=day.day)
