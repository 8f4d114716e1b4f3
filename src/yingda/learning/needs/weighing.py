"""The needs of one conversation, from the needs of what was said in it. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from yingda.bot import pleasantries, small_talk, wishes
from yingda.bot.needs.telling import NEEDS, Need, Teller
from yingda.bot.normalising import is_only_reference

_ANSWERED = frozenset({"answer", "choices"})
_BUSINESS: tuple[Need, ...] = ("question", "task")


@dataclass(frozen=True)
class Line:
    """Something the customer said, and what the bot made of it, if it was asked."""

    text: str
    content_type: str
    verdict: str | None = None


@dataclass(frozen=True)
class Needs:
    """The main need, and the others from the most frequent on."""

    main: Need
    others: tuple[Need, ...]


def needs_of(lines: Iterable[Line], teller: Teller) -> Needs | None:
    """Return what a conversation is for; None where the customer said nothing.

    What was spoken of most counts, a task before a question; talk is the main need only of who
    wanted nothing else. Whoever only asked for a person had a question we do not know.
    """
    said = list(lines)
    if not said:
        return None
    found = Counter(need for one in said if (need := need_in(one, teller)) is not None)
    if not found:
        only_greeted = all(pleasantries.kind_of(one.text) for one in said)
        return Needs("chat" if only_greeted else "question", ())
    order = sorted(found, key=lambda one: (one == "chat", -found[one], one != "task"))
    return Needs(order[0], tuple(order[1:]))


def need_in(line: Line, teller: Teller) -> Need | None:
    """Return what one message is for; None for courtesies, scolding, numbers, cards.

    Nor has the wish for a person one. What knowledge had an answer to was no talk, whatever its
    words.
    """
    if line.verdict == "task" or line.content_type == "step":
        return "task"
    if line.content_type == "choice":
        return "question"
    if line.content_type != "text" or _says_nothing(line.text):
        return None
    if small_talk.topic_of(line.text):
        return "chat"
    among = _BUSINESS if line.verdict in _ANSWERED else NEEDS
    return teller.need_of(line.text, among)


def _says_nothing(text: str) -> bool:
    return (
        not text.strip()
        or pleasantries.kind_of(text) is not None
        or small_talk.topic_of(text) == "scold"  # about the answer, not what they came for
        or wishes.is_nothing_else(text)
        or is_only_reference(text)
    )
