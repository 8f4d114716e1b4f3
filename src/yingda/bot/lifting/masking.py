"""Hides what tells who somebody is before a text leaves the house. Pure.

Phones, numbers of cards, orders and identity papers, e-mail, postal addresses and known names
become marks such as [NUMBER_1]; the same value is the same mark in all texts of one `Veil`. Hiding
too much is right here: a text that lost a date is a worse question, a phone that leaves is a leak.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from yingda.bot.lifting.disguises import disguised_numbers

MARK = re.compile(r"\[[A-Z]+_\d+\]")
_MARKED = re.compile(rf"({MARK.pattern})")
SHORTEST_KNOWN = 2

_HAN = "\u3400-\u9fff"
_NUMERALS = "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_GAP = r"[\s().\-–—－·_,，]{0,2}"
_DATE = r"(?<![\d.-])(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:[12]\d|3[01]|0?[1-9])日?(?!\d)"
_LABELS = (
    r"订单(?:编?号|号码)|訂單(?:編?號|號碼)|单号|單號|运单号?|\border\s*(?:no|number|id|#)?\.?"
)
_NAMED = (
    r"收件人|收货人|收貨人|联系人|聯絡人|姓名|我叫|我的名字是"
    r"|\b[Ii](?:'m|’m| am)|\b[Mm]y name is"
)
_NO_NAME = "谢谢|謝謝|方便|马上|馬上|常用"
_SURNAME = (
    "[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧"
    "曹彭曾肖萧蕭田董袁潘蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁沈任姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋"
    "付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚邵钱錢严嚴赖賴洪武莫孔欧歐]"
)
_TOWN = r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}"
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY])"
)
_ZIP = r"\d{5}(?:-\d{4})?"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("EMAIL", re.compile(r"[\w.+-]+(?:[@＠][\w-]+(?:[.．][\w-]+)+)+")),
    (
        "ID",
        re.compile(
            r"(?<!\d)\d{6}\s?\d{8}\s?\d{3}[\dXxｘＸ](?![A-Za-z0-9])"
            r"|(?<![A-Za-z])[A-Za-z][12]\d{8}(?!\d)"
            r"|(?<![A-Za-z])[A-Za-z]{1,2}\d{6}[(（]?[\dAa][)）]?(?![A-Za-z0-9])"
            r"|(?<![A-Za-z])[DEGdeg]\d{8}(?!\d)"
        ),
    ),
    (
        "ORDER",
        re.compile(
            rf"(?:{_LABELS})[\s:：是为為#]{{0,4}}(?P<value>(?=[\w-]*\d)[A-Za-z0-9_-]{{4,}})",
            re.IGNORECASE,
        ),
    ),
    ("ORDER", re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,6}[-_]?\d{5,}[A-Za-z0-9-]*")),
    (
        "NAME",
        re.compile(
            rf"(?:{_NAMED})[\s:：是]{{0,3}}(?P<value>[{_HAN}]{{2,4}}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
        ),
    ),
    # Who writes a telephone number for a parcel writes the name before it.
    (
        "NAME",
        re.compile(
            rf"(?<![{_HAN}])(?!{_NO_NAME}){_SURNAME}[{_HAN}]{{1,2}}(?=[\s,，、:：]{{0,2}}[+＋]?\d(?:{_GAP}\d){{6,}})"
        ),
    ),
    (
        "ADDRESS",
        re.compile(
            r"(?<![A-Za-z0-9])\d{1,5}[A-Za-z]?\s+(?:[A-Za-z][\w'.]*\s+){1,4}"
            r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Square)(?![A-Za-z])\.?"
            r"(?:,?\s*(?:Apt|Unit|Suite|Flat|Room)\.?\s*\w+)?",
            re.IGNORECASE,
        ),
    ),
    (
        "ADDRESS",
        re.compile(
            rf"\bP\.?\s?O\.?\s?Box\s+[\w-]+(?:,\s*{_TOWN}(?:,?\s+{_STATE}(?:\s+{_ZIP})?)?)?"
            rf"|{_TOWN},?\s+{_STATE}\s+{_ZIP}"
            rf"|(?:[郵邮]政)?信箱\s*(?:第\s*)?\d[\d-]*\s*[號号]?",
        ),
    ),
)  # fmt: skip
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("NUMBER", re.compile(rf"(?P<keep>{_DATE})|[+＋]?\d(?:{_GAP}\d){{6,}}")),
    ("NUMBER", re.compile(rf"[{_NUMERALS}](?:[\s\-]?[{_NUMERALS}]){{6,}}")),
)  # fmt: skip
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u3400-\u9fff，。；！？]+")

# A Chinese address is a clause with a street or a district, and after it a number with its unit.
_CLAUSE = re.compile(r"[^，。,;；！!？?\n]+")
_PLACE = (
    r"省|自治区|自治區|市|区|區|县|縣|镇|鎮|乡|鄉|路|街|道|巷|弄|胡同|村|苑|园|園|城|厦|廈|公寓"
)
_UNIT = r"号|號|弄|栋|棟|幢|座|单元|單元|室|楼|樓|层|層"
_COUNT = rf"(?:\d{{1,5}}|[{_NUMERALS}十百]{{1,5}}|[A-Za-z])"
_STREET = re.compile(
    rf"[{_HAN}]{{1,12}}?(?:{_PLACE})[^，。,;；！!？?\n]{{0,24}}?{_COUNT}\s*(?:{_UNIT})"
)
# An estate's doors are numbers joined by strokes: 3-502 and 3-2-501, not the 3-5 of days and sizes.
_ESTATE = (
    rf"{_PLACE}|小区|小區|社区|社區|宿舍|花园|花園|家园|家園|新村|广场|廣場|大厦|大廈|大楼|大樓|中心|府|庭"
    r"|湾|灣|里|轩|軒|居|院|校区|校區|期|座|塔"
)
_MEASURED = r"(?!\s*(?:[元块塊天日个個件折米斤岁歲人月点點分度升寸码碼年%]|小时|小時|cm|mm|kg|ml))"
_DOORS = re.compile(
    rf"[{_HAN}A-Za-z]{{1,20}}?(?:{_ESTATE})[^，。,;；！!？?\n\d]{{0,16}}"
    rf"(?<![\d.-])(?:\d{{1,2}}[-－–—]\d{{1,2}}[-－–—]\d{{1,4}}|\d{{1,2}}[-－–—]\d{{3,4}})(?![\d-]){_MEASURED}"
)
# A street with a number at the clause's end; 线路, 网路 and their like are no streets.
_BARE = re.compile(
    rf"[{_HAN}]{{1,6}}?(?:(?<![线線电電网網链鏈思套水油气氣铁鐵公马馬走半顺順退回出通])路|大道|胡同)"
    rf"\s*\d{{2,4}}(?=\s*(?:$|[收谢謝]|电话|電話))"
)
# Who says where they live, or where it is to go, names a place, and often no number at all.
_SAYS_WHERE = (
    r"(?:地址|住址)[\s:：是为為]{0,3}|(?:我|家)住(?:在)?|住在"
    r"|(?:寄|送|发|發|改|邮|郵)(?:货|貨|递|遞)?(?:到|往|去)|寄给我|寄給我"
)
_ANY_PLACE = (
    r"(?![我你][们們]|[这這那哪]|什[么麼]|同一|一[个個]|其他|[别別]的|附近|[国國]外|[农農])"
)
_TOLD = re.compile(
    rf"(?:{_SAYS_WHERE}){_ANY_PLACE}(?P<place>"
    rf"[{_HAN}]{{2,12}}?(?:[区區县縣旗镇鎮乡鄉]|[路街巷弄]|胡同|大道|小区|小區|宿舍|公寓|花园|花園|家园|家園|新村|苑)"
    rf"(?:[{_HAN}A-Za-z]{{1,16}}(?:\d{{1,5}}(?:[-－–—]\d{{1,4}}){{0,2}}"
    rf"|[{_NUMERALS}十]{{1,3}}[区區期村里巷弄座栋棟塔]|[苑村塔座]|小区|小區|宿舍|公寓|花园|花園|大厦|大廈|广场|廣場)"
    rf")(?=\s*(?:$|[，。,;；！!？?、)）~]|[收谢謝吧吗嗎哦呢呀啊]|可以|电话|電話)))"
)
_TAIL = re.compile(rf"[\s\w#-]{{0,12}}?(?:{_UNIT})|\s?\d{{2,5}}(?!\d)")
_REGIONS = re.compile(
    rf"[{_HAN}]{{2,8}}?(?:省|自治区|市|州)[{_HAN}]{{1,8}}?(?:市|区|區|县|縣|旗|镇|鎮)[^，。,;；！!？?\n]{{0,30}}"
)
_LEAD = re.compile(
    r".*(?:地址|住址|寄到|送到|寄往|发到|發到|寄给|住在|改送|改寄|改成|改为|改為|是|在)[\s:：]*",
    re.DOTALL,
)


class Veil:
    """Hides values under marks and knows which of them the customer said himself.

    `known` are values to hide wherever they stand, with the kind of mark: {"王小明": "NAME"}.
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        values = [one for one in known or () if len(one) >= SHORTEST_KNOWN]
        self._known = {one.casefold(): (known or {})[one] for one in values}
        longest_first = sorted(map(re.escape, values), key=len, reverse=True)
        self._pattern = re.compile("|".join(longest_first), re.IGNORECASE) if values else None
        self._marks: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._own: set[str] = set()

    def cover(self, text: str, *, own: bool = False, links: bool = True) -> str:
        """Return the text with marks; `own` says that the customer wrote it.

        `links` hides addresses of pages too: a shop's own entries keep theirs.
        """
        text = MARK.sub(
            lambda found: f"({found.group()[1:-1]})", text
        )  # nobody writes marks but us
        if links:
            text = self._hide("LINK", _LINK, text, own=own)
        if self._pattern is not None:
            text = self._pattern.sub(
                lambda found: self._mark(self._known[found.group().casefold()], found.group(), own),
                text,
            )
        for kind, pattern in _PATTERNS:
            text = self._hide(kind, pattern, text, own=own)
        text = self._hide_disguised(text, own=own)
        for kind, pattern in _NUMBERS:
            text = self._hide(kind, pattern, text, own=own)
        return self._hide_places(text, own=own)

    def unmasked(self, text: str) -> str | None:
        """Return the text with the customer's own values; None when it holds any other mark."""
        if any(mark not in self._own for mark in MARK.findall(text)):
            return None
        return MARK.sub(lambda found: self._values[found.group()], text)

    def with_words(self, text: str, word: Callable[[str, str], str]) -> str:
        """Return the text with a word for each mark: that of its kind and of what it hides."""

        def put(found: re.Match[str]) -> str:
            mark = found.group()
            return word(mark[1:].partition("_")[0], self._values[mark])

        return MARK.sub(put, text)

    @property
    def hidden(self) -> int:
        """Tell how many values are hidden."""
        return len(self._values)

    def _hide(self, kind: str, pattern: re.Pattern[str], text: str, *, own: bool) -> str:
        def mark(found: re.Match[str]) -> str:
            groups = found.groupdict()
            if groups.get("keep"):
                return found.group()
            value = groups.get("value") or found.group()
            whole = found.group()
            return whole[: len(whole) - len(value)] + self._mark(kind, value, own)

        # A mark that stands there already is left alone.
        parts = _MARKED.split(text)
        return "".join(one if MARK.fullmatch(one) else pattern.sub(mark, one) for one in parts)

    def _hide_disguised(self, text: str, *, own: bool) -> str:
        def hide(part: str) -> str:
            done, at = "", 0
            for begin, end in disguised_numbers(part):
                done += part[at:begin] + self._mark("NUMBER", part[begin:end], own)
                at = end
            return done + part[at:]

        parts = _MARKED.split(text)
        return "".join(one if MARK.fullmatch(one) else hide(one) for one in parts)

    def _hide_places(self, text: str, *, own: bool) -> str:
        def hide(found: re.Match[str]) -> str:
            parts = _MARKED.split(found.group())
            return "".join(
                one if MARK.fullmatch(one) else self._without_places(one, own=own) for one in parts
            )

        return _CLAUSE.sub(hide, text)

    def _without_places(self, part: str, *, own: bool) -> str:
        done, at = "", 0
        while place := _place_in(part, at):
            begin, end = place
            done += part[at:begin] + self._mark("ADDRESS", part[begin:end], own)
            at = end
        return done + part[at:]

    def _mark(self, kind: str, value: str, own: bool) -> str:  # noqa: FBT001 - one of two callers
        same = (kind, value)
        if same not in self._marks:
            number = 1 + sum(one == kind for one, _ in self._marks)
            self._marks[same] = f"[{kind}_{number}]"
            self._values[self._marks[same]] = value
        if own:
            self._own.add(self._marks[same])
        return self._marks[same]


def _place_in(clause: str, at: int) -> tuple[int, int] | None:
    """Return where the next postal address of a clause without marks begins and ends."""
    told = _TOLD.search(clause, at)
    place = _REGIONS.search(clause, at) or _STREET.search(clause, at)
    place = place or _DOORS.search(clause, at) or _BARE.search(clause, at)
    if told is not None and (place is None or told.start("place") <= place.start()):
        begin, end = told.span("place")
    elif place is not None:
        begin, end = _without_lead(clause, place)
    else:
        return None
    while tail := _TAIL.match(clause, end):
        end = tail.end()
    return begin, end


def _without_lead(clause: str, place: re.Match[str]) -> tuple[int, int]:
    """Leave what introduces an address where it stands, if an address remains."""
    begin, end = place.span()
    lead = _LEAD.match(place.group())
    if lead and any(
        one.search(clause, begin + lead.end(), end) for one in (_STREET, _DOORS, _BARE)
    ):
        begin += lead.end()
    return begin, end


def known_values(names: Iterable[str], orders: Iterable[str]) -> dict[str, str]:
    """Return what to hide of a customer of whom we know these names and numbers of orders."""
    return {**dict.fromkeys(names, "NAME"), **dict.fromkeys(orders, "ORDER")}
