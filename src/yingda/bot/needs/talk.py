"""Whether a message is clearly talk and nothing else: 昨晚没睡好, my dog is crazy.

A question that is taken for talk is lost: no one learns that the shop could not answer it. So the
classifier of needs decides only where no word belongs to the shop, nobody is angry, and most of
what is said has been met in talk before.
"""

import re
from functools import cache

from yingda.bot.needs.telling import Teller
from yingda.customers.folding import fold

LEAST_LEAD = 2.5
LEAST_LEAD_BESIDE_CHOICES = 4.0
"""Where knowledge has something alike to offer, talk must be surer of itself."""

_LEAST_WORDS, _LEAST_PAIRS = 0.7, 0.3
_LONGEST_CHINESE, _LONGEST = 24, 60
_SHORTEST = 3
"""A single word (天气, wifi) may be the beginning of any question."""
_CHINESE = re.compile("[\u3400-\u9fff]")

# What is bought, sent, paid, broken or owned by the shop. Single characters on purpose: each stands
# in dozens of words of the trade (发 in 发货, 发票, 发错), and talk can do without most of them.
_OF_THE_SHOP = re.compile(
    r"[买卖货退换价钱元块券惠折赠邮店质码尺号评款票址账坏修装衣裤鞋件箱斤寸克袋瓶罐盒套版型贵宜链验登录"
    r"寄改漏断查色材牌订重穿洗运补赔费图样库]"
    r"|(?<![孤简])单(?!身)|(?<!考)试|(?<!自)拍|发(?![烧现型呆])|送(?!你)|用(?!说)"
    r"|[你您]们|[你您]家|客服|老板|快递|物流|活动|红包|收到|商品|产品|宝贝|积分|会员|推荐(?:一?[下款]|哈)"
    r"|考虑|看看|不要|要了|多少|多久|还是.{1,8}(?:的|做)|喜欢(?:有|宽|休|这|那|大|小)|孕|过敏|问"
    r"|[能想带以]看|看了?吗|房|[小中]学|福利|扫|声音|(?<![你您])是不是|^(?:今|明|昨|后)天[的好\W]*$|\d"
)
_SHOP_WORDS = re.compile(
    r"\b(?:order|bought|buy\w*|sell|sold|pay|paid|payment|price|cost|money|refund\w*|return\w*"
    r"|exchange|ship\w*|deliver\w*|delay\w*|parcel|package|discount|offers?|coupon|account|login"
    r"|password|app|website|site|stores?|shops?|showrooms?|products?|items?|sizes?|stock|warranty"
    r"|repair|install\w*|invoice|receipt|e?mail|phone|number|address|withdraw\w*|deposit|bonus"
    r"|trial|referral|using|works?|working|issue|problem|help|card|bank|transfer|balance"
    r"|fees?|charged?|available|timings?|call|contact|support|service|features?|model|quality"
    r"|agent|received?|wrong|broken|cancel\w*|missing|points|league|contest|score)\b"
)
_AT_WORK = re.compile(
    r"\b(?:tired of|hate|like|quit|after|done with|at) (?:my |your )?(?:work|job)\b"
    r"|\bwork(?:s|ing)? (?:is|for|too|so)\b"
)
# Asked of the one who answers, or of nothing a shop has; the more so where no word is the shop's.
_ALWAYS = re.compile(
    r"笑话|段子|脑筋急转弯|成语接龙|讲个.{0,2}故事|唱[首个支]?歌|陪我(?:聊|说|玩)|聊聊天|无聊|失恋|分手|吵架"
    r"|[你您](?:有|的)(?:没有)?(?:男|女)朋友|[你您](?:今年)?(?:多大了|几岁)|笑死|哈哈哈|晚安|心情(?:不|很|好|真|特别)"
    r"|[你您](?:真|好|太|可真|很)(?:的?好|是)?(?:可爱|聪明|厉害|逗|萌|棒|美|帅|有趣|幽默|温柔|贴心|懂我)"
    r"|\b(?:jokes?|trivia|fun facts?|riddles?|meaning of life|purpose of life|life'?s purpose"
    r"|lol|haha+)\b"
    r"|\b(?:made|created?|built|designed?|programmed|invented|employs?) you\b"
    r"|\bwhere (?:are|were|do) you (?:from|born|made|come from|live)\b"
    r"|\byour (?:real |own |given |full )?(?:name|age|birthday|date of birth|hobby|hobbies|boss"
    r"|pets?|parents|family|favou?rite)\b|\bhow old (?:are|were) you\b"
    r"|\bdo you have (?:an? |any )?(?:age|pets?|hobby|hobbies|friends|family|feelings|boyfriend"
    r"|girlfriend)\b|\bwho do you work for\b"
)
_SAYS_LITTLE = re.compile(
    r"tell|me|know|have|am|let|want|give|show|some|any|with|about|get|this|that|there|time"
    r"|today|what's|s|m|re|t|be|day|go|and|when|where|who|which|why|so|not|don|or|if|should"
    r"|current|something|things|kind|date"
)
# Whoever is angry or wants a person is not to be chatted with, thanks are a courtesy, and what the
# time is or the weather will be is a question.
_OTHERWISE_MEANT = re.compile(
    r"(?<![笑累困饿热冷])死|妈[的逼比]|[你他她它特日]妈|特么|[操草日][你蛋]|滚|(?<![天脾运福])气|烦|搞笑|开玩笑"
    r"|理我|没人|有人|人理|真人|人工|不[太是]?懂|没懂|慢|失望|骗|在不?在?[吗么]|在看|态度|回我|回复|回答|解决|处理"
    r"|什么意思|好好.{0,2}说|跟你说|说句|在说|人呢|无语|醉了|谢|不好意思|对不起|抱歉|打扰"
    r"|\b(?:horrible|terrible|worst|bad|stupid|idiot|dumb|useless|fraud|cheat\w*|scam|fake|hell"
    r"|fuck\w*|shit|sorry|thank\w*|thx|human|person|people|weather (?:like|in|forecast)"
    r"|the weather|the time|something else)\b"
)


def is_clearly_talk(text: str, least_lead: float = LEAST_LEAD) -> bool:
    """Tell whether the text is talk, so surely that no question is lost."""
    plain = fold(text).strip()
    longest = _LONGEST_CHINESE if _CHINESE.search(plain) else _LONGEST
    if (
        not _SHORTEST <= len(plain) <= longest
        or _is_business(plain)
        or _OTHERWISE_MEANT.search(plain)
    ):
        return False
    if _ALWAYS.search(plain):
        return True
    evidence = _teller().evidence_for("chat", plain)
    said = [one for one in evidence.telling if not _SAYS_LITTLE.fullmatch(one)]
    return (
        len(said) >= (1 if plain.isascii() else 2)
        and (" " in plain or not plain.isascii())
        and evidence.lead >= least_lead
        and evidence.words >= _LEAST_WORDS
        and evidence.pairs >= _LEAST_PAIRS
    )


def _is_business(plain: str) -> bool:
    return bool(_OF_THE_SHOP.search(plain) or _SHOP_WORDS.search(_AT_WORK.sub(" ", plain)))


@cache
def _teller() -> Teller:
    """Return the teller of our examples; what a shop corrected there concerns its figures."""
    return Teller()
