"""What keeps a reader waiting in an answer: the direct answer late, a formula, a hole, length.

The rule (S3.15 of the specification): the answer first, the reasons after; more than 60 characters
before it are flagged.
"""

import re
from dataclasses import dataclass
from typing import Literal

from yingda.customers.folding import fold
from yingda.knowledge.ranking import telling
from yingda.knowledge.rendering.filling import holes_of
from yingda.knowledge.rendering.forms import plain_of

LATEST = 60
LONGEST_SECONDS = 30
# Silent reading: about 5 Chinese characters, or 4 words of English (238 a minute, Brysbaert 2019).
_CHARACTERS_A_SECOND, _WORDS_A_SECOND = 5.0, 4.0

LintCode = Literal[
    "late_answer", "no_direct_answer", "formula", "unknown_variable", "no_fallback", "long"
]
_OPENING = re.compile(
    r"^(?:亲|您好|你好|尊敬|感谢|谢谢|很高兴|非常抱歉|抱歉|不好意思|首先|关于|针对|由于|因为|因|为了|为|根据|按照|鉴于"
    r"|考虑到|众所周知|一般来说|通常情况|请您理解|请理解|温馨提示|親|尊敬|感謝|謝謝|關於|針對|為了|根據|鑑於"
    r"|dear|hello|hi\b|thank|we are sorry|sorry|we apologi[sz]e|unfortunately|because|since|due to"
    r"|according to|in order to|as you (?:may )?know|first of all|please note|regarding)",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"可以|不可以|不能|能|不会|会|支持|不支持|是的|不是|需要|不需要|不用|免费|包邮|没有|有货|无货|已|预计|最晚|最快"
    r"|不支援|支援|免運|需|會|請|请|点击|點擊|打开|打開|进入|進入|联系|聯絡|申请|申請|选择|選擇|在.{1,20}(?:里|中|页|頁|处|處)"
    r"|\d|[一二两兩三四五六七八九十]+(?:天|日|小时|小時|个|個|元|件|次|年|月|周|週)"
    r"|\b(?:yes|no|you can|you cannot|it is|it takes|we ship|free|click|tap|open|go to|choose"
    r"|contact|within|by|please (?:open|go|click|tap|choose|contact|send))\b",
    re.IGNORECASE,
)
_SPAN = r"\d+\s*[-~～至到]\s*\d+\s*(?:个|個)?(?:工作日|天|日|小时|小時|business days|days|hours)"
_FORMULA = re.compile(
    rf"{_SPAN}.{{0,60}}(?:{_SPAN}|自行|推算|计算|計算|加上|add)", re.DOTALL | re.IGNORECASE
)
_UNKNOWN = re.compile(r"\{([A-Za-z_]{2,30})(?:\|[^{}]*)?\}")
_END = re.compile(r"(?<=[。！？!?；;])|(?<=[.])\s+|\n+|(?<=[，,])(?=\S)")


@dataclass(frozen=True)
class Finding:
    """One thing to mend, and the number or the name that shows it."""

    code: LintCode
    value: str


def reading_seconds(text: str) -> int:
    """Return how long a text takes to read, in whole seconds."""
    plain = plain_of(text)
    chinese = len(re.findall(r"[\u3400-\u9fff]", plain))
    latin = len(re.findall(r"[A-Za-z0-9']+", plain))
    return round(chinese / _CHARACTERS_A_SECOND + latin / _WORDS_A_SECOND)


def lint(question: str, answer: str) -> list[Finding]:
    """Return what to mend in an answer to this question; a canned reply has its title for it."""
    if not answer.strip():
        return []
    found = [*_lateness(question, answer), *_variables(answer)]
    if _FORMULA.search(plain_of(answer)):
        found.append(Finding("formula", "eta"))
    if (seconds := reading_seconds(answer)) > LONGEST_SECONDS:
        found.append(Finding("long", str(seconds)))
    return found


def direct_answer_at(question: str, answer: str) -> int | None:
    """Return how many characters a reader passes before the answer begins, None when none does.

    A sentence answers when it decides, names an amount or a deed, or speaks in the question's own
    words, and does not open as a courtesy or a reason does.
    """
    asked = set(telling(question))
    passed = 0
    for clause in filter(None, (part.strip() for part in _END.split(plain_of(answer)))):
        opens = _OPENING.match(clause)
        named = asked & set(telling(clause))
        if not opens and (_VERDICT.search(clause) or (len(named) >= 2 and len(clause) <= LATEST)):
            return passed
        passed += len(clause)
    return None


def _lateness(question: str, answer: str) -> list[Finding]:
    at = direct_answer_at(question, answer)
    length = len(plain_of(answer))
    if at is None:
        return [Finding("no_direct_answer", str(length))] if length > LATEST else []
    return [Finding("late_answer", str(at))] if at > LATEST else []


def _variables(answer: str) -> list[Finding]:
    known = holes_of(answer)
    names = {name for name, _ in known}
    bare = dict.fromkeys(name for name, has_words in known if not has_words)
    strange = dict.fromkeys(one for one in _UNKNOWN.findall(answer) if fold(one) not in names)
    return [
        *(Finding("unknown_variable", name) for name in strange),
        *(Finding("no_fallback", name) for name in bare),
    ]
