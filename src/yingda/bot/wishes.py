"""Whether somebody asks for a person: 人工, 真人, 客服, 投诉, agent, human, as a request."""

import re

from yingda.customers.folding import fold

# Possessive quantifiers (*+): whatever a customer types is read once, never tried in many ways.
_POLITE = (
    r"(?:请|麻烦|赶紧|马上|立刻|快点|快|帮我|给我|我想要|我需要|我想|我要|我|需要|你好|您好)*+"
)
_VERB = (
    r"(?:转接到|转接|转到|转|接通|接入|接|找|叫|换成|换|联系|呼叫|要|想|来|有没有|有|是不是|是|到|切换到?)?"
    r"(?:一下|下|一个|个|到|成|给|位)?"
)
_PERSON = (
    r"(?:人工客服|人工服务|人工坐席|人工|真人客服|真人|活人|客服人员|在线客服|客服|专员|坐席|主管)"
)
_TAIL = (
    r"(?:好吗|可以吗|行吗|在不在|在不|在吗|在么|谢谢|服务|处理|接听|回复|聊|来"
    r"|吧|啊|呀|呢|吗|么|嘛|啦|了)*+"
)
_BARE = re.compile(_POLITE + _VERB + "(?:你们)?" + _PERSON + _TAIL)
_TRANSFER = re.compile(
    r"(?:转接?到?|接入?|切换?到?|换|叫|找|呼叫)(?:一下|一位|个|下|位)?(?:人工|真人|活人|客服人员)"
    r"(?!智能|智慧|费|成本)"
    r"|人工(?:客服|服务|坐席)(?!费|电话|时间|热线|几点)"
    r"|(?:要|想|需要)(?:和|跟|找|个)?(?:真人|人工)(?!费|智能|智慧|成本)"
)
_COMPLAINT = re.compile(r"投诉|举报|(?<!\d)12315(?!\d)|消协|工商局")
_NOT_COMPLAINT = re.compile(r"(?:不|没|未|别)(?:要|有|再|想|会|是)?(?:投诉|举报)")
_NOT_NOW = re.compile(
    r"(?:不|别|无需|没有?|已经?|之前|刚才?|昨天|上次|上个|以后)[^,，。.!！?？\s]{0,6}(?:人工|真人|客服)"
)
_BARE_ENGLISH = re.compile(
    r"(?:(?:please|can|could|may|i|want|wanna|need|get|give|me|an?|the|real|live|human|speak|talk|chat"
    r"|to|with|connect|transfer) )*"
    r"(?:agents?|humans?|representatives?|rep|operators?|persons?|somebody|someone|staff|manager"
    r"|customer (?:service|support)|support agent|supervisor)(?: please| now| thanks)*"
)
_ENGLISH = re.compile(
    r"\b(?:talk|speak|chat|connect|transfer|switch|put|hand)\b[a-z ']{0,20}"
    r"\b(?:agent|human|person|people|representative|rep|operator|someone|somebody|manager)\b"
    r"|\b(?:want|need|get|give me|have)\b(?: to (?:talk|speak) to)?(?: an?)?(?: real| live| human)?"
    r" (?:agent|human|person|representative|operator)\b(?! (?:error|hair|rights|resources))"
    r"|\b(?:complaint|complain)\b"
)
_NOT_ENGLISH = re.compile(
    r"\b(?:don'?t|do not|no|not|without)\b[a-z' ]{0,18}\b(?:agent|human|person|complain)"
)
_CLAUSES = re.compile(r"[\s,，。.;；!！?？、~～:：()（）\[\]【】]+")
LONGEST = 600


def wants_human(text: str) -> bool:
    """Tell whether the text, or one clause of it, asks for a person or complains."""
    plain = fold(text[:LONGEST])
    if _COMPLAINT.search(plain) and not _NOT_COMPLAINT.search(plain):
        return True
    return _asks_in_english(plain) or any(map(_asks, _CLAUSES.split(plain)))


def is_nothing_else(text: str) -> bool:
    """Tell whether the text is such a request and nothing more, so that nothing is looked up."""
    clauses = [clause for clause in _CLAUSES.split(fold(text[:LONGEST])) if clause]
    if _BARE_ENGLISH.fullmatch(" ".join(clauses)):
        return True
    return bool(clauses) and all(_BARE.fullmatch(one) or one == "投诉" for one in clauses)


def _asks(clause: str) -> bool:
    if _BARE.fullmatch(clause):
        return True
    return _NOT_NOW.search(clause) is None and _TRANSFER.search(clause) is not None


def _asks_in_english(plain: str) -> bool:
    if _NOT_ENGLISH.search(plain):
        return False
    words = " ".join(re.findall(r"[a-z']+", plain)) if plain.isascii() else ""
    return bool(_BARE_ENGLISH.fullmatch(words) or _ENGLISH.search(plain))
