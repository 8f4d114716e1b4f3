"""Small talk: a light word back, and after some turns back to what the shop can do.

It is a pleasantry (`bot_reply.verdict`), so that no figure takes it for a solved question.
"""

import re
from typing import Literal

from sqlalchemy import select

from yingda.bot.models import BotReply
from yingda.bot.replying import Reply
from yingda.customers.folding import fold
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.merchants.models import Language

Topic = Literal[
    "name", "age", "joke", "praise", "bored", "feelings", "food", "scold", "self", "day", "laugh"
]
TURNS_BEFORE_STEERING = 2
LONGEST = 40
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
    "scold": rf"{_WHO}?(?:真|好|太|很)?(?:笨|傻|蠢|没用|垃圾|智障)"
    r"|you(?:'re| are) (?:so )?(?:stupid|dumb|useless)",
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


def chatted(tx: Tx, conversation_id: str, topic: Topic, language: Language) -> Reply:
    """Return a light word; after two such turns in a row one that leads back to the shop."""
    latest = select(BotReply.verdict, BotReply.reason).where(
        BotReply.conversation_id == conversation_id
    )
    rows = tx.session.execute(latest.order_by(BotReply.id.desc()).limit(TURNS_BEFORE_STEERING))
    turns = sum(row.verdict == "pleasantry" and _is_small_talk(row.reason) for row in rows)
    steers = turns >= TURNS_BEFORE_STEERING
    words = say(language, "bot.chat.steer" if steers else f"bot.chat.{topic}")
    content = {"text": words, "sources": [], "confidence": 1.0}
    reason = "chat_steered" if steers else f"chat_{topic}"
    return Reply("pleasantry", reason, (), 1.0, "answer", content)


def _is_small_talk(reason: str | None) -> bool:
    return (reason or "").startswith("chat_")
