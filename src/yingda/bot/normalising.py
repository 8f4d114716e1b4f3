"""What a question says once courtesies, numbers of orders and ways of writing are put aside."""

import re
from collections.abc import Sequence

from yingda.customers.folding import fold

_MARKS = r"[\s,，。.!！~～?？、:：]*+"
_COURTESIES = re.compile(
    r"^(?:(?:是的|对的|嗯嗯|嗯|好的|好|对|在|yes\b|yeah\b)[\s,.!~]+)?"
    r"(?:(?:你好|您好|嗨|哈喽|hi\b|hello\b|hey\b|亲爱的|亲|客服|老板|麻烦|请问|请教|打扰|不好意思|在吗|在不在"
    rf"|在么)(?:一下|了|下|啊|呀|哦|哈|的)?{_MARKS})*+"
)
_LEADS = re.compile(
    r"^(?:我?(?:想|要|需要)?(?:请问|问|咨询|了解|请教|知道)(?:一下|下|个问题)?[\s,，:：]*"
    r"|(?:帮我|帮忙|给我|替我)(?:看看|看|查查|问问)?(?:一下|下)?"
    r"|(?:could|can|would) you (?:please )?(?:tell me|help me)(?: with)?\s+"
    r"|i(?: would|'d) like to (?:know|ask)(?: about| if| whether)?\s+|please\s+)"
)
_TAILS = re.compile(
    r"(?:谢谢(?:你|您|了|啦)?|多谢|麻烦了|急急?急?|在线等|\bthanks|\bthank you|\bplease|\bpls)"
    rf"{_MARKS}$"
)
# Cards that channels paste as text: [订单编号:123,订单金额:¥45], 商品id:123, and emoji like [微笑].
_BRACKET = re.compile(r"\[[^\[\]]{0,80}\]")
_CARD = re.compile(
    r"(?:顾客通过点击\S{0,20}发送|您选择了一个订单进行咨询|请选择(?:您要)?咨询(?:的业务类型|订单))[:(]?"
    r"|(?:咨询|查询)?(?:订单编号|订单号|订单金额|下单时间|商品编号|商品id)\s*:\s*[a-z0-9¥$.:\-]*(?:\s\d\d?:\d\d(?::\d\d)?)?"
    r"|\border\s*(?:no|number|id)?\.?\s*[:#]\s*[a-z0-9\-]*"
)
_LONG_NUMBER = re.compile(r"[a-z]{0,4}\d{6,}")
_LINK = re.compile(r"https?://\S+|www\.\S+")

_NEGATED = re.compile(
    r"(?<!是)(?<!要)(?<!用)(?<!想)"
    r"(?:不想(?!要了|买了|用了)要?+|不要(?!了)|不用(?!了)|不需要|不打算|不必|不是要?|并非|无需|没想|没有要|勿"
    r"|(?<![特区级分差个性识告辨辞])别(?![的人名墅致处样]))(?P<zh>[^,，。.;；!！?？\s]{1,6})"
    r"|\b(?:not|never|no|don'?t|do not|without|instead of)\s+(?P<en>[a-z']+(?: [a-z']+){0,3})"
)
# "Isn't delivery free?" asks about delivery; it denies nothing.
_RHETORICAL = re.compile(r"不是[^,，。.;；]{1,12}(?:吗|么|嘛|\?|？)")
_BETWEEN_QUESTIONS = re.compile(
    r"[?？!！。;；\n]+|[,，、\s](?:还有|另外|顺便|以及|還有|另外)(?:再|想|问|一下|請問|请问)*[,，\s]?"
    r"|[,\s]\s*(?:and also|also,|and)\s+(?=(?:how|what|where|when|can|do|does|is|are|which|why)\b)",
    re.IGNORECASE,
)
_EMPTY = frozenset("的了吗呢啊吧呀我你您要想有是给再去来就都也还") | frozenset(
    ["a", "an", "the", "to", "my", "any", "for", "of", "it", "i", "want", "get"]
)


def core(question: str) -> str:
    """Return what is asked, without greetings, lead-ins, thanks, links and long numbers."""
    text = without_references(fold(question))
    for pattern in (_COURTESIES, _LEADS, _TAILS):
        shorter = pattern.sub("", text.strip())
        text = shorter if re.search(r"\w", shorter) else text
    return text.strip()


def is_only_reference(question: str) -> bool:
    """Tell whether somebody sent a number, a link or a card, and no word of what about it."""
    text = fold(question)
    return re.search(r"\w", text) is not None and not re.search(
        r"[^\W\d_]", without_references(text)
    )


def clauses(question: str) -> list[str]:
    """Return the questions in a message, when there are several: 怎么退货，还有包邮吗."""
    parts = [part.strip(" ,，、") for part in _BETWEEN_QUESTIONS.split(question)]
    parts = [part for part in parts if part]
    return parts if len(parts) > 1 else []


def without_references(text: str) -> str:
    """Return a folded text without links, cards and long numbers."""
    text = _BRACKET.sub(" ", _BRACKET.sub(" ", text))
    for pattern in (_LINK, _CARD, _LONG_NUMBER):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def denied(question: str) -> tuple[str, ...]:
    """Return what the customer says it is not about: 退款 in 不要退款."""
    text = _RHETORICAL.sub(" ", fold(question))
    return tuple(found.group("zh") or found.group("en") for found in _NEGATED.finditer(text))


def denies(question: str, closest: str, about: Sequence[str] = ()) -> bool:
    """Tell whether the question denies what an entry is about.

    `closest` is the entry's question that comes nearest, `about` all of them.
    """
    scopes = denied(question)
    if not scopes or denied(closest):
        return False
    words = fold(" ".join([closest, *about]))
    return any(_is_within(scope, words) for scope in scopes)


def _is_within(scope: str, about: str) -> bool:
    parts = scope.split() if scope.isascii() else list(scope)
    telling = [part for part in parts if part not in _EMPTY]
    known = sum(part in about for part in telling)
    return bool(telling) and known * 2 > len(telling)
