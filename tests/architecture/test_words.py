"""What a person reads is in word lists: three languages, equal, Taiwan's in its own words."""

import json
from itertools import chain

import pytest

from tests.architecture import codes, texts, wordlists
from tests.architecture.source import ROOT, Source, python_files

LANGUAGES = ("zh-CN", "zh-TW", "en")
WEB_WORDS = ROOT / "web" / "packages" / "words" / "src"
SERVER_WORDS = ROOT / "src" / "yingda" / "foundation" / "words"

# Python that holds Chinese because Chinese is what it works on, not what it says.
WORKS_ON_CHINESE = {
    "src/yingda/app/demo/": "the demo shop",
    "src/yingda/bot/": "how people greet, thank, ask and want a person",
    "src/yingda/conversations/remarks.py": "what a thank-you looks like, which asks nothing",
    "src/yingda/helpcenter/elders.py": "the traits by which shops note that somebody is old",
    "src/yingda/learning/likeness.py": "how people say that an answer was none",
    "src/yingda/knowledge/cleaning/": "what is broken in scraped text",
    "src/yingda/orders/headings.py": "the headings and states of shops' files",
    "src/yingda/orders/masking.py": "what a Chinese address is made of",
    "src/yingda/knowledge/terms.py": "the words that tell two questions apart the least",
    "src/yingda/knowledge/importing/": "the headings people give their columns",
    "src/yingda/knowledge/rendering/": "how answers open, decide and name amounts",
    "src/yingda/orders/arrival.py": "what a Chinese address begins with",
    "src/yingda/orders/refunds.py": "how people say that something did not fit",
}


FEATURES = sorted({path.stem for path in WEB_WORDS.glob("*/*.json")})
LISTS = {
    "server": {one: SERVER_WORDS / f"{one}.json" for one in LANGUAGES},
    **{name: {one: WEB_WORDS / one / f"{name}.json" for one in LANGUAGES} for name in FEATURES},
}


def words_of(path):
    return wordlists.flat(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


@pytest.mark.parametrize("feature", LISTS)
def test_three_languages_say_the_same_things(feature):
    words = {one: words_of(path) for one, path in LISTS[feature].items()}
    assert wordlists.differing_keys(words) == []


@pytest.mark.parametrize("feature", LISTS)
def test_taiwan_reads_its_own_words(feature):
    words = words_of(LISTS[feature]["zh-TW"])
    finds = {key: wordlists.not_taiwanese(text) for key, text in words.items()}
    assert {key: why for key, why in finds.items() if why} == {}


def test_a_missing_key_and_a_lost_placeholder_are_seen():
    texts_ = {"en": {"a": "{n} left", "b": "x"}, "zh-CN": {"a": "还有 {n}"}, "zh-TW": {"a": "還有"}}
    assert wordlists.differing_keys(texts_) == [
        "a: the languages name different placeholders",
        "b: missing in zh-CN",
        "b: missing in zh-TW",
    ]


@pytest.mark.parametrize("text", ["信息", "默認設定", "软體", "万一", "登錄", "在線客服", "关闭"])
def test_mainland_words_and_glyphs_are_seen(text):
    assert wordlists.not_taiwanese(text)


@pytest.mark.parametrize(
    "text", ["資訊", "預設", "軟體", "公里後面", "臺灣的裡外", "現在線上", "Wi-Fi 登入…"]
)
def test_taiwan_words_pass(text):
    assert wordlists.not_taiwanese(text) == []


def test_python_holds_no_chinese_sentences():
    about_chinese = tuple(WORKS_ON_CHINESE)
    sources = [one for one in python_files("src") if not one.path.startswith(about_chinese)]
    assert list(chain.from_iterable(map(texts.chinese_in_code, sources))) == []


def test_errors_carry_codes_not_sentences():
    assert list(chain.from_iterable(map(texts.details_in_code, python_files("src")))) == []


def test_a_sentence_in_code_is_seen():
    source = Source(
        "src/yingda/team/api.py", 'x = "你好"\nraise HTTPException(404, "No such seat")'
    )
    assert texts.chinese_in_code(source)
    assert texts.details_in_code(source)
    assert not texts.chinese_in_code(
        Source("a.py", '"""说明"""\n# 注释\nHAN = r"[\\u4e00-\\u9fff]"')
    )


def problems():
    return set().union(*map(codes.problem_codes, python_files("src")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_sentence(language):
    words = words_of(LISTS["server"][language])
    assert {code for code in problems() if f"problems.{code}" not in words} == set()


def test_codes_are_found_however_they_are_written():
    text = """
class Closed(Problem):
    status, code = 409, "conversations.closed"
class Taken(Problem):
    code = "conversations.taken"
class Reused(Problem):
    code: ClassVar[str] = "conversations.key_reused"
"""
    found = codes.problem_codes(Source("src/yingda/conversations/errors.py", text))
    assert found == {"conversations.closed", "conversations.taken", "conversations.key_reused"}
