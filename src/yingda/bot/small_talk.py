"""Small talk: a light word back, and after some turns back to what the shop can do.

It is a pleasantry (`bot_reply.verdict`), so that no figure takes it for a solved question or for
one that was not answered. Scolding is none: it is about the answer, and gets an apology.
"""

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Literal

from sqlalchemy import select

from yingda.bot.engine import Choices, Unknown, Verdict
from yingda.bot.models import BotReply
from yingda.bot.needs.talk import LEAST_LEAD, LEAST_LEAD_BESIDE_CHOICES, is_clearly_talk
from yingda.bot.replying import Reply
from yingda.customers.folding import fold
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.merchants.models import Language

Topic = Literal[
    "name", "age", "joke", "praise", "bored", "feelings", "food", "scold", "self", "day", "laugh",
    "any",
]  # fmt: skip
TURNS_BEFORE_STEERING = 2
LONGEST = 40
SCOLDED = "scolded"
_VARIANTS: Mapping[str, int] = {"joke": 3, "any": 4}
"""How many replies there are to a topic, where there is more than one."""

_MAY_BE_AN_ANSWER = frozenset({None, "day", "laugh", "scold"})
"""What is wrong with the blanket? 太热了, 没用. None is said of no topic at all."""

_LATEST = 30
_UNSURE = frozenset({"nothing_alike", "too_unsure"})
_COURTESIES = frozenset({"hello", "thanks", "goodbye", "fine", "go_on", "am_a_bot", SCOLDED})
_TAIL = r"(?:啊|呀|呢|吗|么|嘛|吧|哦|哈|啦|了|的|啥|呗|喔|~|～|!|！|\?|？|。|\.|,|，|\s)*+"
_WHO = r"(?:你|您|机器人|机器)"
_WHEN = r"(?:今天|昨天|昨晚|最近|这几天|明天)"
_VERY = r"(?:真|好|太|很|特别)"
_TOPICS: dict[Topic, str] = {
    "name": rf"{_WHO}(?:叫|是)(?:什么名字|什么|啥名字|啥|谁)|{_WHO}的?名字(?:是什么|叫什么)?"
    r"|what(?:'s| is) your name|who are you",
    "age": rf"{_WHO}(?:今年)?(?:几岁|多大|多大年纪)|how old are you",
    "joke": r"(?:给我|来|再|你)?(?:讲|说)(?:一)?个?(?:笑话|故事|段子)(?:听听|来听)?"
    r"|(?:唱|来)(?:一)?首歌"
    r"|tell (?:me )?a (?:joke|story)|sing (?:me )?a song",
    "praise": rf"{_WHO}(?:真|好|太|很)?(?:聪明|可爱|厉害|棒|漂亮|帅|贴心|温柔)|{_WHO}(?:真|太|很)好"
    r"|you(?:'re| are) (?:so |very )?(?:smart|cute|nice|great|funny|awesome)|good (?:bot|job)",
    "bored": r"(?:我)?(?:好|很|太)?(?:无聊|孤单|寂寞)|陪我(?:聊聊天|聊天|聊聊|说说话)"
    r"|(?:我们)?聊(?:聊天|会天|一会儿?|聊)"
    r"|i(?:'m| am) (?:so )?(?:bored|lonely)|let'?s (?:chat|talk)",
    "feelings": rf"(?:我)?(?:爱|喜欢|想){_WHO}|{_WHO}(?:爱|喜欢)我|{_WHO}有(?:男|女)朋友"
    r"|i (?:love|like|miss) you|do you (?:love|like) me",
    "food": rf"{_WHO}(?:吃|吃过|吃了)(?:饭|早饭|午饭|晚饭)?(?:没|没有)?"
    r"|have you eaten|are you hungry",
    "scold": rf"(?:{_WHO}|这个?)*(?:真是|真|好|太|很|就是|简直|个|完全|根本|什么)*"
    r"(?:笨蛋|笨|傻瓜|傻|蠢货|蠢|没什么用|没有?用|垃圾|人工智障|智障|弱智|脑残|白痴|废物|差劲|烂|破机器人|破玩意)"
    r"(?:机器人|客服|东西|死)?|一点用都?没有|(?:你|您)?听不懂(?:人话|我说的)?|什么玩意儿?|什么破(?:机器人|客服|玩意)"
    r"|(?:you(?:'re| are)|this(?: bot)? is|that(?:'s| is)|what an?) (?:so |really |totally |an? )*"
    r"(?:stupid|dumb|useless|rubbish|garbage|terrible|horrible|idiot)(?: bot| robot)?"
    r"|(?:stupid|dumb|useless|rubbish|garbage)(?: bot| robot)?|you suck",
    "self": rf"(?:嗨|嘿|哈喽)?[，,]?(?:{_WHO}(?:现在|平时)?都?)?在?(?:干嘛|干啥|干什么|忙啥)"
    rf"|{_WHO}是(?:真的)?(?:哪里人|哪儿人|男生|女生|男的|女的|真人吗?|人类|真的人|人)"
    r"(?:还是(?:程序|机器人?|女生|男生|女的|男的))?"
    rf"|{_WHO}(?:会|能)(?:不会)?(?:唱歌|跳舞|骂人|做梦|累|困|生气|哭|笑|写诗|算命|陪我)"
    rf"|{_WHO}有(?:没有)?(?:妹妹|姐姐|哥哥|弟弟|朋友|爸爸|妈妈|家人)"
    rf"|{_WHO}喜欢什么(?:颜色|歌|电影|音乐)?|{_WHO}老板对{_WHO}好"
    rf"|{_WHO}(?:给我)?(?:写|作)(?:一)?首诗(?:给我)?|(?:给我)?(?:算个命|来段相声|推荐首歌|夸夸我)"
    r"|咱们?交个朋友|猜猜我在哪里?|(?:hey,? ?)?what'?s up|can you (?:sing|dance|rap)"
    r"|are you (?:a )?(?:girl|boy|man|woman|male|female)|who made you|tell me something funny"
    r"|do you (?:have (?:friends|a family)|dream|sleep|get tired)"
    r"|what(?:'s| is) your favou?rite (?:food|colou?r|song|movie)",
    "day": rf"{_WHEN}(?:[\u4e00-\u9fff]{{2}})?(?:天气)?{_VERY}(?:热|冷|闷|晒|倒霉|难过|烦|累|困)"
    rf"|(?:天气|我)?{_VERY}(?:热|冷|闷|倒霉|难过|烦|累|困|饿|开心)|啊好饿"
    rf"|下[雪雨](?:了|啦)?(?:{_VERY}(?:漂亮|美|大|冷))?"
    r"|我?(?:刚下班)?[，,]?(?:累|困|饿|热|冷)死(?:我)?(?:了|啦)|生活(?:真|好|太)难|好想出去玩"
    r"|(?:明天|今天)?放假|我?生日快到|祝你(?:天天|每天)?开心|考试又挂|晚安(?:明天见)?|早(?:安|上好)"
    r"|我(?:跟|和)(?:女朋友|男朋友|老公|老婆)(?:吵架|分手)|没事[，,]?随便看看"
    r"|i(?:'m| am) (?:so |very )?(?:tired|sad|hungry|happy)(?: of work)?|i can'?t sleep"
    r"|it'?s (?:so |very )?(?:cold|hot)(?: today)?|happy birthday to me|just saying hi"
    r"|nice talking to you|i broke up with my (?:boy|girl)friend",
    "laugh": rf"[哈呵嘿嘻]{{2,}}(?:笑死(?:我)?|哈)*|笑死(?:我)?|{_WHO}(?:可)?(?:真|好)?逗"
    r"|h(?:a|h)+(?:ha|h)*|l(?:ol|mao)|you made me laugh",
}
_PATTERNS = {topic: re.compile(rf"(?:{words}){_TAIL}") for topic, words in _TOPICS.items()}


def topic_of(text: str) -> Topic | None:
    """Return what the whole text chats about, None when it says anything else."""
    plain = re.sub(r"\s+", " ", fold(text)).strip()
    if len(plain) > LONGEST:
        return None
    return next((topic for topic, one in _PATTERNS.items() if one.fullmatch(plain)), None)


def is_talked_to_us(text: str) -> bool:
    """Tell whether it chats with the bot, so that it is no answer even where any words are one."""
    return topic_of(text) not in _MAY_BE_AN_ANSWER


def heard_in(text: str, verdict: Verdict) -> Topic | None:
    """Return what a message chats about, None where it asks: what knowledge answers is the shop's.

    Beside choices, and where nobody wrote it into a topic, it takes more to be sure.
    """
    if not isinstance(verdict, Choices | Unknown):
        return None
    if (topic := topic_of(text)) is not None:
        return topic
    if isinstance(verdict, Unknown) and verdict.reason not in _UNSURE:
        return None
    least = LEAST_LEAD if isinstance(verdict, Unknown) else LEAST_LEAD_BESIDE_CHOICES
    return "any" if is_clearly_talk(text, least) else None


def chatted(
    tx: Tx, conversation_id: str, topic: Topic, language: Language, *, in_task: bool = False
) -> Reply:
    """Return a light word; after two such turns in a row one that leads back to the shop.

    In a task it leads back to the task, whose question follows. Who scolds is asked to try again,
    or to ask for a person.
    """
    reason = reason_of(topic)
    if reason == SCOLDED:
        return _reply(reason, say(language, "bot.chat.scold"))
    if _turns(tx, conversation_id) >= TURNS_BEFORE_STEERING:
        to = "bot.chat.task" if in_task else "bot.chat.steer"
        return _reply("chat_steered", say(language, to))
    return _reply(reason, say(language, _key(tx, conversation_id, topic)))


def reason_of(topic: Topic) -> str:
    """Return what is remembered of a light word; scolding is no small talk."""
    return SCOLDED if topic == "scold" else f"chat_{topic}"


def is_small_talk(verdict: str, reason: str | None) -> bool:
    """Tell whether a reply of the bot was a light word."""
    return verdict == "pleasantry" and (reason or "").startswith("chat_")


def _reply(reason: str, words: str) -> Reply:
    content = {"text": words, "sources": [], "confidence": 1.0}
    return Reply("pleasantry", reason, (), 1.0, "answer", content)


def _key(tx: Tx, conversation_id: str, topic: Topic) -> str:
    """Return the next of the replies to a topic, so that none is said twice in a row."""
    variants = _VARIANTS.get(topic, 1)
    if variants == 1:
        return f"bot.chat.{topic}"
    said = sum(reason == reason_of(topic) for _, reason in _latest(tx, conversation_id))
    return f"bot.chat.{topic}.{said % variants + 1}"


def _turns(tx: Tx, conversation_id: str) -> int:
    """Return how many light words were said since anything else; a courtesy is nothing else."""
    since = takewhile(
        lambda row: row[0] == "pleasantry" and (is_small_talk(*row) or row[1] in _COURTESIES),
        _latest(tx, conversation_id),
    )
    return sum(is_small_talk(*row) for row in since)


def _latest(tx: Tx, conversation_id: str) -> list[tuple[str, str | None]]:
    replies = select(BotReply.verdict, BotReply.reason).where(
        BotReply.conversation_id == conversation_id
    )
    rows = tx.session.execute(replies.order_by(BotReply.id.desc()).limit(_LATEST))
    return [(row.verdict, row.reason) for row in rows]
