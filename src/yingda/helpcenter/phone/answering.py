"""What a caller is told: thinks about what they pressed or said; reads only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from yingda.bot.engine import Answer, Choices, Pleasantry, Verdict, WantsHuman
from yingda.bot.flows import queries as flows
from yingda.bot.flows.slots import yes_or_no
from yingda.bot.flows.taking import task_asked_for
from yingda.bot.flows.wording import in_language
from yingda.bot.languages import language_of
from yingda.bot.queries import engine_at, entries_of, entry_to_tell
from yingda.bot.replying import text_in
from yingda.bot.values import values_for
from yingda.bot.wishes import wants_human
from yingda.foundation.words import say
from yingda.helpcenter.phone.line import Line, Move
from yingda.helpcenter.phone.menu import LINK, PERSON, TAKES_LINK, State, after_miss, meaning_of
from yingda.helpcenter.phone.schemas import HeardDraft, Intent, MenuItem
from yingda.knowledge.rendering.filling import told
from yingda.knowledge.rendering.forms import spoken_of
from yingda.knowledge.searching import IndexedEntry
from yingda.team import queries as team

MOST_TURNS = 60
"""Who talks to a machine for longer is put through to a person."""


def welcomed(line: Line, fact: str | None) -> Move:
    """Say who is called, the caller's most urgent order where that may be told, and the menu."""
    hello = line.settings.greeting.get(line.language)
    own = hello or line.words("greeting", shop=line.merchant.name)
    return _with_keys(line, _listening(line, own, fact, _menu(line), line.words("speak")))


def answered(line: Line, heard: HeardDraft) -> Move:
    """Return what follows from what was pressed, said, or from silence."""
    if heard.text and not heard.digits:
        line = replace(line, language=language_of(heard.text, line.language))
    return _with_keys(line, _answered(line, heard))


def _answered(line: Line, heard: HeardDraft) -> Move:
    if heard.n > MOST_TURNS:
        return _to_person(line, "bot_gave_up")
    if heard.digits:
        return _after_key(line, heard.digits)
    if heard.text:
        return _after_words(line, heard.text)
    return _missed(line, "quiet")


def _after_key(line: Line, digits: str) -> Move:
    pressed = meaning_of(digits, line.state, line.settings.menu)
    if pressed is None:
        return _missed(line, "wrong_key")
    item = pressed.item
    if pressed.does == "person":
        return _to_person(line, "customer_word", item.group_id if item else None)
    if pressed.does == "link":
        return _link(line)
    if pressed.does == "again":
        return _listening(line, _menu(line), line.words("speak"))
    if pressed.does == "task" and item is not None:
        return _task(line, str(item.flow_id), _label(line, item))
    entry = entry_to_tell(line.tx, line.merchant.id, pressed.entry_id or "", line.facts)
    return _missed(line, "unknown") if entry is None else _told(line, entry)


def _after_words(line: Line, text: str) -> Move:
    if wants_human(text):
        return _to_person(line if line.intent else _asking(line, text), "customer_word")
    if line.state.asks == "link" and yes_or_no(text):
        return _link(line)
    think = cache(lambda: engine_at(line.tx, line.merchant.id, line.began_at).ask(text, line.facts))
    task = task_asked_for(line.tx, line.merchant.id, text, think)
    if task is not None:
        return _task(line, task[0], None, text)
    return _after_verdict(line, text, think)


def _after_verdict(line: Line, text: str, think: Callable[[], Verdict]) -> Move:
    verdict = think()
    match verdict:
        case Answer():
            entry = entries_of(line.tx, line.merchant.id)[verdict.entry_id]
            return _told(line, entry, text)
        case Choices():
            return _choice(line, verdict, text)
        case Pleasantry(kind="goodbye"):
            return Move(line.words("goodbye"), line.language, "hang_up")
        case Pleasantry(kind="thanks"):
            return _listening(line, say(line.language, "bot.thanks"), line.words("more"))
        case Pleasantry():
            return _listening(line, line.words("go_on"), _menu(line))
        case WantsHuman():
            return _to_person(line, "customer_word")
        case _:
            return _missed(_asking(line, text), "unknown")


def _asking(line: Line, words: str) -> Line:
    return replace(line, intent=Intent(words=words))


def _told(line: Line, entry: IndexedEntry, words: str | None = None) -> Move:
    """Say an answer as it is spoken; who must have a person gets one, with what they asked."""
    title = text_in(entry, "question", line.language)
    intent = Intent(words=words or title, entry_id=entry.id)
    asked = replace(line, intent=intent)
    answer = text_in(entry, "answer", line.language)
    if "{" in answer:
        answer = told(answer, _values(line))
    aloud = _ended(spoken_of(answer))
    if entry.answer_mode == "human":
        return _to_person(asked, "must_human", before=aloud)
    if not aloud:
        return _missed(asked, "unknown")
    more = "more_or_link" if line.can_link else "more"
    return replace(_listening(asked, aloud, line.words(more)), tells=entry.id)


def _ended(said: str) -> str:
    """Return what is said with an end, so that what follows is not read as part of it."""
    if not said or said[-1] in "。！？!?.…":
        return said
    return said.rstrip("，,；;：:") + ("." if said[-1].isascii() else "。")


def _choice(line: Line, verdict: Choices, text: str) -> Move:
    entries = entries_of(line.tx, line.merchant.id)
    ids = tuple(one.entry_id for one in verdict.options)
    keys = [
        line.words("key", label=text_in(entries[one], "question", line.language), digit=number)
        for number, one in enumerate(ids, 1)
    ]
    said = line.words("choices", choices=_joined(line, keys))
    asked = _asking(line, text)
    return replace(_listening(asked, said), state=State("choices", ids, line.state.misses))


def _task(line: Line, flow_id: str, label: str | None, text: str | None = None) -> Move:
    """Offer to go on in the chat with a task, which is done there and not by talking."""
    live = {one[0]: one for one in flows.live_triggers(line.tx, line.merchant.id)}
    if flow_id not in live:
        return _missed(line, "unknown")
    _, version, triggers = live[flow_id]
    document = flows.document_of(line.tx, flow_id, version)
    title = label or in_language(document.title, line.language)
    words = text or _phrase(line, triggers["phrases"]) or title
    asked = replace(line, intent=Intent(words=words, flow_id=flow_id))
    if not line.can_link:
        return _to_person(asked, "rule")
    said = line.words("task", title=title)
    return replace(_listening(asked, said), state=State("link"))


def _phrase(line: Line, phrases: Sequence[str]) -> str | None:
    """Return words that ask for a task, in the caller's language where there are some."""
    own = (one for one in phrases if language_of(one, line.language) == line.language)
    return next(own, next(iter(phrases), None))


def _link(line: Line) -> Move:
    if not line.can_link:
        return _listening(line, line.words("no_link"), line.words("more"))
    return replace(_listening(line, line.words("sent")), sends_link=True)


def _missed(line: Line, why: str) -> Move:
    misses = line.state.misses + 1
    follows = after_miss(misses, can_link=line.can_link)
    if follows == "person":
        return _to_person(line, "bot_gave_up")
    sorry = line.words(why)
    if follows == "offer_link":
        said, state = line.words("offer"), State("link", misses=misses)
    else:
        # What was asked last is asked still: the keys of a choice go on to mean what they meant.
        said, state = line.words("again"), replace(line.state, misses=misses)
    return Move(line.aloud(sorry, said), line.language, state=state, intent=line.intent)


def _to_person(line: Line, reason: str, group_id: str | None = None, before: str = "") -> Move:
    """Pass the call on to people who are there; where nobody is, offer what there is."""
    merchant = line.merchant
    if group_id is None:
        group = team.default_group(line.tx, merchant.tenant_id, merchant.id)
        group_id = group.id if group else None
    if group_id is not None and team.somebody_on_duty(line.tx, group_id):
        said = line.aloud(before, line.words("passing"))
        passed = Move(said, line.language, "transfer", intent=line.intent)
        return replace(passed, reason=reason, group_id=group_id)
    if line.can_link:
        said = line.aloud(before, line.words("nobody"), line.words("offer_note"))
        return Move(said, line.language, state=State("link"), intent=line.intent, reason=reason)
    said = line.aloud(before, line.words("nobody"), line.words("call_later"))
    return Move(said, line.language, "hang_up", intent=line.intent, reason=reason)


def _listening(line: Line, *said: str | None) -> Move:
    return Move(line.aloud(*said), line.language, intent=line.intent)


def _menu(line: Line) -> str:
    keys = [
        line.words("key", label=_label(line, one), digit=one.key)
        for one in sorted(line.settings.menu, key=lambda one: one.key)
    ]
    if line.can_link:
        keys.append(line.words("link_key"))
    return line.words("menu", keys=_joined(line, [*keys, line.words("person_key")]))


def _label(line: Line, item: MenuItem) -> str:
    own = item.label.get(line.language) or item.label.get(line.merchant.language)
    return own or next(iter(item.label.values()))


def _with_keys(line: Line, move: Move) -> Move:
    return move if move.next != "listen" else replace(move, keys=tuple(_keys(line, move.state)))


def _keys(line: Line, state: State) -> Iterator[tuple[str, str]]:
    """Give what can be pressed now, with what it is called."""
    if state.asks == "menu":
        for item in sorted(line.settings.menu, key=lambda one: one.key):
            yield item.key, _label(line, item)
    elif state.asks == "link":
        yield TAKES_LINK, line.words("link")
    else:
        entries = entries_of(line.tx, line.merchant.id)
        for number, one in enumerate(state.choices, 1):
            if one in entries:
                yield str(number), text_in(entries[one], "question", line.language)
    if line.can_link and state.asks != "link":
        yield LINK, line.words("link")
    yield PERSON, line.words("person")


def _joined(line: Line, keys: list[str]) -> str:
    return line.words("comma").join(keys)


def _values(line: Line) -> dict[str, str]:
    if line.customer_id is None:
        return {"shop_name": line.merchant.name}
    return values_for(line.tx, line.merchant.id, line.customer_id, list(line.said), line.language)
