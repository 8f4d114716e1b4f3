"""Signs that a text is link spam or an advertisement rather than an answer."""

import re
from dataclasses import dataclass, field

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()（）\[\]，。；、！？\"'”]+", re.IGNORECASE)
_NAMED_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_SHORTENER = re.compile(
    r"https?://(?:t\.cn|url\.cn|dwz\.cn|suo\.im|bit\.ly|tinyurl\.com|is\.gd|goo\.gl|985\.so)/\S+",
    re.IGNORECASE,
)
_CONTACT = r"(?:微信|薇信|威信|徽信|卫星|v[xX]|VX|wx|WX|[qQ]{2}群?|电报|telegram|飞机|手机|电话)"
_ADVERT = re.compile(
    rf"(?:加|\+|➕|添加)\s*(?:我|我们)?\s*{_CONTACT}\s*(?:号|群)?\s*[:：]?\s*[A-Za-z0-9_-]{{5,}}"
    rf"|{_CONTACT}\s*(?:号)?\s*(?:同号)?\s*[:：]\s*[A-Za-z0-9_-]{{5,}}\s*(?:免费|领取|咨询办理|进群)"
    r"|(?:代开|代办|办理)\s*(?:发票|证件|文凭|贷款|信用卡)"
    r"|(?:免费|点击|扫码)领取.{0,20}(?:大礼包|红包|福利|资料|优惠券).{0,30}(?:https?://|www\.|\+|加)"
    r"|(?:博彩|赌场|百家乐|六合彩|时时彩|彩票平台|棋牌平台|老虎机|体育投注|真人荷官|裸聊|约炮|壮阳)"
    r"|(?:刷单|兼职)\s*(?:日赚|日结|返利|赚钱)|日赚\s*\d{3,}\s*元?"
    r"|(?:seo|SEO)\s*(?:优化|外链|快排)|(?:友情链接|外链代发)\s*[:：]"
    r"|\b(?:buy cheap|cheap (?:viagra|cialis|replica)|online casino)\b"
    r"|\b(?:payday loans?|click here to win)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Suspicion:
    """Why a text should be looked at by a person before customers see it."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


def suspicions(text: str) -> tuple[Suspicion, ...]:
    """Name every sign of spam in the text, each with the words that gave it away."""
    found = [
        Suspicion("advert", {"text": match.group().strip()[:80]})
        for match in list(_ADVERT.finditer(text))[:3]
    ]
    bare = _URL.findall(_NAMED_LINK.sub(r"\1", text))
    if _is_mostly_links(text, bare) or _SHORTENER.search(text):
        found.append(Suspicion("link_spam", {"links": len(_URL.findall(text))}))
    return tuple(found)


def _is_mostly_links(text: str, bare: list[str]) -> bool:
    """One link over and over, or three bare links and more with hardly a word between them."""
    if len(bare) >= 4 and len(set(bare)) == 1:
        return True
    words = re.sub(r"\W+", "", _URL.sub("", _NAMED_LINK.sub(r"\1", text)))
    return len(bare) >= 3 and len(words) < 10 * len(bare)
