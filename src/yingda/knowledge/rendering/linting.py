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
# No time has more digits; without a bound a long row of them is searched from each of its places.
_NUMBER = (
    r"(?:\d{1,6}(?:\.\d{1,3})?|[一二两兩三四五六七八九十半几幾]{1,8}"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
)
_UNIT = (
    r"(?:个|個)?(?:工作日|天|日|小时|小時|分钟|分鐘|周|週|月|年"
    r"|business days?|days?|hours?|weeks?|months?|years?)"
)
_RANGE = rf"{_NUMBER}\s*(?:[-~～–至到]|to)\s*{_NUMBER}\s*{_UNIT}"
_TIME = rf"(?:{_RANGE}|{_NUMBER}\s*{_UNIT})"
_DEED = (
    r"(?<!不)(?:点击|點擊|点[“「]|點[“「]|打开|打開|进入|進入|联系|聯絡|申请|申請|选择|選擇|登录|登入|扫码|掃碼|拨打|撥打"
    r"|填写|填寫|输入|輸入|上传|上傳|提供|发给|發給|回复|回覆|搜索|搜尋)|门市|門市|柜台|櫃台|驿站|驛站|→|在.{1,20}(?:里|中|页|頁|处|處|上)"
    r"|\b(?:click|tap|open|go to|choose|contact|call|send|fill in|sign in|under|type|check|ask"
    r"|refuse|collect|book|tell us|press|hold|write|message|scan|enter|visit)\b"
)
_DECISION = (
    r"可以|不可以|不能|不行|支持|不支持|支援|不支援|是的|不是|不需要|不用|无需|無需|需要|免费|免費|包邮|免運|有货|無貨|无货"
    r"|没有|沒有|无理由|無理由|不会|不會|能|会|會|都有|均可|即可"
    r"|\b(?:yes|no|you can|you cannot|it is|free|can|does|do not|we pay|we ship|we replace)\b"
)
_AMOUNT = rf"\d|免费|免費|包邮|免運|不收|不要钱|{_NUMBER}(?:岁|歲)|元|free|\{{"
# What a clause must hold to answer a question of this kind; the first kind that fits counts.
# A time, a payer and a price have a form; without it no clause gives them, whatever it names.
_TOLD_BY_FORM = {
    r"什么时候|什麼時候|多久|几天|幾天|何时|何時|哪天|几点|幾點|\bwhen\b|how long": (
        rf"{_TIME}|\{{|\d|预计|預計|当天|當天|次日|当日|當日|马上|立即|随时|隨時|today|tomorrow"
        r"|within|(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]|[今明后後]天|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    ),
    r"谁|誰|哪一?方|\bwho\b(?! (?:do|can|should) I)": (
        r"由.{1,8}(?:出|承担|承擔|负担|負擔|负责|負責|付|支付)"
        r"|\b(?:we|you|the shop) (?:pay|cover|bear|do)"
        r"|(?:我们|我們|您|卖家|买家|商家|店里|本店|平台|免费|免費)(?:来|來)?"
        r"(?:出|承担|承擔|负担|負擔|负责|負責|付|支付|包)|免费|免費"
    ),
    r"多少[钱錢]|几元|几块|幾元|幾塊|多重|多高|how much": _AMOUNT,
}
_TOLD_BY_WORDS = {
    r"多少|多大|运费|運費|价格|價格|尺寸|how big|fee|cost": _AMOUNT,
    r"为什么|為什麼|为何|為何|原因|区别|區別|差别|\bwhy\b|difference": r"\w",
    r"怎么|怎麼|怎样|怎樣|如何|哪里|哪裡|在哪|哪些|\bhow\b|\bwhere\b|\bwhich\b|what should i do": (
        rf"{_DEED}|{_DECISION}|\d|\{{"
    ),
    (
        r"吗|嗎|嘛|么$|是否|能不能|可不可以|有没有|是不是"
        r"|(?:^|[,.;!] )(?:and |or |so )?(?:can|do|does|is|are|will)\b"
    ): rf"{_DEED}|{_DECISION}",
}
_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(answered, re.IGNORECASE), by_form)
    for kinds, by_form in ((_TOLD_BY_FORM, True), (_TOLD_BY_WORDS, False))
    for asked, answered in kinds.items()
)
_ANY_KIND = re.compile(rf"{_TIME}|{_DEED}|{_DECISION}|\d|\{{", re.IGNORECASE)
_WEAK = re.compile(r"能|会|會|不会|不會|需要|没有|沒有|即可|can|does", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"(?:有|没有|沒有|能|会(?!员)|會(?!員)|不会|不會|可以|行|是|对|對|不|yes|no)(?:的|喔|哦|呢)?(?:[，,。！!.]|$)"
    r"|(?:会|會|不会|不會)有",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(r"是[^，。]{0,12}的|是为|是為", re.IGNORECASE)
_SAYS_NO = frozenset("不没沒")
_SOOTHING = re.compile(
    r"是为了|是為了|请不要|請不要|请先|請先|请放心|請放心|请耐心|請耐心|请理解|請理解|不要着急|不要擔心|不要担心"
)
_LEAVES = (
    r"(?:发货|發貨|发出|發出|出库|出庫|出货|出貨|寄出"
    r"|\b(?:ships?|shipped|(?<!after )dispatch(?:es|ed)?)\b)"
)
_ARRIVES = (
    r"(?:路上|运输|運輸|送达|送達|到达|到達|送到|到货|到貨|在途|派送|配送|物流|快[递遞](?=[^，。；\d]{0,4}?(?:需|要|走))"
    r"|\b(?:delivery|in transit|on the way)\b)"
)
_NEAR = r"[^，。；,.;\n]{0,9}?"
_FORMULA = re.compile(
    rf"(?:{_TIME}{_NEAR}{_LEAVES}|{_LEAVES}(?![后後]){_NEAR}{_TIME}).{{0,40}}?"
    rf"(?:{_TIME}{_NEAR}{_ARRIVES}|{_ARRIVES}{_NEAR}{_TIME})"
    rf"|{_RANGE}[^\n]{{0,60}}(?:自行|推算|计算|計算|加上|相加|\badd\b)",
    re.DOTALL | re.IGNORECASE,
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

    A clause answers when it holds what the question asks for: a time, an amount, who, a deed, or a
    decision; and does not open as a courtesy or a reason does. What anybody writes in any clause
    (会, 能) decides only about what was asked. Naming most of what was asked answers too, unless
    that has a form to be known by, or the clause only describes it (X是…的Y).
    """
    asked = set(telling(question)) - _SAYS_NO
    wanted, by_form = next(
        ((answers, by_form) for asks, answers, by_form in _KINDS if asks.search(question)),
        (_ANY_KIND, False),
    )
    passed = 0
    for clause in filter(None, (part.strip() for part in _END.split(plain_of(answer)))):
        if not _OPENING.match(clause) and not _SOOTHING.search(clause):
            named = len(asked & set(telling(clause)))
            told = not by_form and _tells(clause, named, len(asked))
            if told or _holds(clause, wanted, named, len(asked)):
                return passed
        passed += len(clause)
    return None


def _holds(clause: str, wanted: re.Pattern[str], named: int, asked: int) -> bool:
    """Tell whether a clause holds what is wanted; a weak word only beside what was asked."""
    held = wanted.search(clause)
    is_beside = named > 1 or 2 * named > asked
    return held is not None and (is_beside or not _WEAK.fullmatch(held.group()))


def _tells(clause: str, named: int, asked: int) -> bool:
    """Tell whether a clause says yes or no, or says something of most of what was asked."""
    most = named > 2 or (named > 1 and 2 * named > asked)
    says_of_it = most and len(clause) <= LATEST and not _DESCRIBES.search(clause)
    return says_of_it or _SAYS_SO.match(clause) is not None


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
