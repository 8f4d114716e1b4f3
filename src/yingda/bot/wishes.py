"""Whether somebody asks for a person: 人工, 真人, 客服, 投诉, agent, human, as a request."""

import re

from yingda.customers.folding import fold
from yingda.knowledge.features import reading_of

# Possessive quantifiers (*+): whatever a customer types is read once, never tried in many ways.
_POLITE = (
    r"(?:请|麻烦|赶紧|马上|立刻|快点|快|帮我|给我|帮忙|我想要|我需要|我想|我要|我|需要|你好|您好"
    r"|能不能|可不可以|可以|能|怎样才能|怎么才能|怎么样|怎样|怎么|如何|申请|要求|哪里|直接|还是|那就|那|算了|嗯)*+"
)
_VERB = (
    r"(?:转接到|转接|转到|转|接通|接入|接|找|叫|换成|换|联系|联络|呼叫|让|要|想|来"
    r"|有没有|没有|有|是不是|是|到|切换到?)?"
    r"(?:一下|下|一个|个|到|成|给|位)?"
)
_PERSON = (
    r"(?:(?:转)?(?:人工客服|人工服务|人工坐席|人工座席|人工|真人客服|真人|活人|客服人员|在线客服|客服"
    r"|专人|专员|坐席|主管))++"
)
_TAIL = (
    r"(?:在哪里?|哪里|人呢|好吗|可以吗|行吗|在不在|在不|在吗|在么|谢谢|服务|介入|处理|接听|回复|聊|来"
    r"|吧|啊|呀|呢|吗|么|嘛|啦|了)*+"
)
_BARE = re.compile(_POLITE + _VERB + "(?:你们)?" + _PERSON + _TAIL)
_OTHER_SENSE = r"(?!智能|智慧|费|成本|安装|操作|审核|填写|搬)"
_TRANSFER = re.compile(
    r"(?:转接?到?|接入?|切换?到?|换|叫|找|呼叫|联系|联络|申请)(?:一下|一位|个|下|位)?"
    rf"(?:人工|真人|活人|专人|客服人员){_OTHER_SENSE}"
    r"|人工(?:客服|服务|坐席)(?!费|电话|时间|工作|上班|热线|几点|说|讲|告诉|答应|承诺|回复我)"
    r"|人工(?:介入|协助|帮|回复我)"
    r"|(?:找|叫|换|派)(?:一个|一位|个|位)人(?:来|跟|和|帮|聊|说|处理|$)"
    r"|不(?:要|想要|想跟|想和|跟|和)机器人(?:聊|说|回复|回答|客服)"
    rf"|(?:要|想|需要)(?:和|跟|找|个)?(?:真人|人工){_OTHER_SENSE}"
    r"|(?:和|跟|同)(?:真人|人工|活人)(?:客服)?(?:聊|说|谈|讲|沟通|对话)"
    r"|(?:要|想|能|让我)(?:和|跟|同)人(?:聊|说|谈|讲|沟通|对话)"
)
_COMPLAINT = re.compile(r"投诉|举报|客诉|(?<!\d)12315(?!\d)|消协|消保|消基会|工商局")
# 要不要, 能不能, 是不是 ask; 怎么还不转 and 为什么不转 are heard as what they are.
_DENIED = r"(?<![要能可是用想])(?:不(?:需要|想要|要|想|用|必|是)|别|甭|无需|没有?)"
_NOT_COMPLAINT = re.compile(
    _DENIED + r"(?:有|再|想|会|要|说|说要)?(?:投诉|举报)|不会?(?:投诉|举报)"
)
_LATER = r"[^,，。.!！?？\s]{0,6}(?:人工|真人|客服)"
_GO = r"(?:转接?|接|找|换|叫|打|问|联系|联络|和|跟|让|说要?)"
_NOT_NOW = re.compile(
    _DENIED + rf"(?:给我|帮我|再)?{_GO}{{0,2}}(?:过|到|个|一下)?(?:人工|真人|客服)"
    r"|(?<!怎么)(?<!为什么)(?<!为何)(?<!为啥)(?<!干嘛)(?<!还)(?<!就)不(?:转接?|接|找)(?:人工|真人|客服)"
    rf"|(?:昨天|前天|之前|以前|上次|上个|以后){_LATER}"
    rf"|(?:已经?|刚才?)(?:就|有|的|那个|有个|你们|我|是)?{_GO}?(?:过|了|到)?(?:人工|真人|客服)"
)
_NOBODY = re.compile(
    r"(?:怎么|为什么|难道|你们|这里|都|居然)*+没有?(?:一个)?(?:人工|真人|活人)(?:客服|服务)?(?:吗|么|嘛|啊|吧|呢|了)*+"
)
_BARE_ENGLISH = re.compile(
    r"(?:(?:please|can|could|may|i|want|wanna|would|like|need|get|give|me|an?|the|your|real|live|human"
    r"|is|are|there|speak|talk|chat|to|with|connect|transfer) )*"
    r"(?:agents?|humans?|representatives?|rep|operators?|persons?|somebody|someone|staff|manager"
    r"|human being|customer (?:service|support)|support agent|support|supervisor)"
    r"(?: agent| human| please| now| thanks)*"
)
_ENGLISH = re.compile(
    r"\b(?:talk|speak|chat|connect|transfer|switch|put|hand)\b[a-z ']{0,20}"
    r"\b(?:agent|human|person|people|representative|rep|operator|someone|somebody|manager)\b"
    r"|\b(?:want|need|get|give me|get me|have)\b(?: to (?:talk|speak) to)?(?: an?)?"
    r"(?: real| live| human)? (?:agent|human|person|representative|operator)\b"
    r"(?! (?:error|hair|rights|resources))"
    r"|\b(?:complaint|complain)\b"
)
_NOT_ENGLISH = re.compile(
    r"\b(?:don'?t|do not|no need|not|without)\b"
    r"(?: (?:need|want|wish|to|for|talk|speak|chat|with|an?|the|any|real|live|yet|have))*"
    r" (?:agents?|humans?|persons?|complain|complaint)\b"
)
_CLAUSES = re.compile(r"[\s,，。.;；!！?？、~～:：()（）\[\]【】“”\"「」『』]+")
_SOUNDS = frozenset({"rengong", "zhuanrengong", "rengongkefu", "zhuanrengongkefu", "yaorengong"})
_LONGEST_SOUND = 24
_ENGLISH_CLAUSES = re.compile(r"[,.;!?:()\[\]~]+")
_SPACED_OUT = re.compile(r"(?<!\S)[^\W\d_a-z](?: [^\W\d_a-z])+(?!\S)")
LONGEST = 600


def wants_human(text: str) -> bool:
    """Tell whether the text, or one clause of it, asks for a person or complains."""
    plain = _read(text)
    if len(plain) <= _LONGEST_SOUND and _sound_of(plain) in _SOUNDS:
        return True
    return _asks_in_english(plain) or any(
        _complains(clause) or _asks(clause) for clause in _CLAUSES.split(plain)
    )


def is_nothing_else(text: str) -> bool:
    """Tell whether the text is such a request and nothing more, so that nothing is looked up."""
    clauses = [clause for clause in _CLAUSES.split(_read(text)) if clause]
    if _BARE_ENGLISH.fullmatch(" ".join(clauses)):
        return True
    return bool(clauses) and all(_BARE.fullmatch(one) or one == "投诉" for one in clauses)


def _read(text: str) -> str:
    """Return the text folded; characters that stand apart (转 人 工) are joined."""
    plain = fold(text[:LONGEST])
    return _SPACED_OUT.sub(lambda spaced: spaced.group().replace(" ", ""), plain)


def _sound_of(plain: str) -> str:
    """Return how it is spelled in pinyin: 人公 and ren gong are 人工 typed in haste."""
    return "".join(one if one.isascii() else reading_of(one) for one in plain.replace(" ", ""))


def _complains(clause: str) -> bool:
    return bool(_COMPLAINT.search(clause)) and not _NOT_COMPLAINT.search(clause)


def _asks(clause: str) -> bool:
    if _NOBODY.fullmatch(clause):
        return True
    if _NOT_NOW.search(clause):
        return False
    return bool(_BARE.fullmatch(clause) or _TRANSFER.search(clause))


def _asks_in_english(plain: str) -> bool:
    return any(map(_asks_so, _ENGLISH_CLAUSES.split(plain)))


def _asks_so(clause: str) -> bool:
    words = " ".join(re.findall(r"[a-z']+", clause))
    if _NOT_ENGLISH.search(words):
        return False
    bare = clause.isascii() and _BARE_ENGLISH.fullmatch(words)
    return bool(bare or _ENGLISH.search(words))
