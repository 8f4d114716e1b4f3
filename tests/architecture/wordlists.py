"""Compares word lists of the three languages and reads the Taiwan one with Taiwan's eyes."""

import re

PLACEHOLDER = re.compile(r"\{\s*(\w+)")

# Simplified glyphs that the Taiwan character set holds too, as rare words of their own. All other
# simplified glyphs are found by not being in that set.
SIMPLIFIED_IN_BIG5 = frozenset(
    "万与么于仆价优体佣党几厂听咨圣坏复宁庄异怀怜惊愿扑扰据机极构柜气洁离种筑网胜腊荐虫蜡触赶适确"
)

# Words of mainland software (patterns), as a mere conversion of the glyphs leaves them.
MAINLAND_WORDS = {
    "信息": "資訊／訊息", "短信": "簡訊", "默認": "預設", "視頻": "影片", "音頻": "音訊",
    "軟件": "軟體", "硬件": "硬體", "網絡": "網路", "服務器": "伺服器", "數據": "資料",
    "接口": "介面", "鏈接": "連結", "模板": "範本", "屏幕": "螢幕", "登錄": "登入",
    "登陸": "登入", "賬號": "帳號", "賬戶": "帳戶", "打印": "列印", "鼠標": "滑鼠",
    "質量": "品質", "在線(?!上)": "線上", "渠道": "通路", "智能": "智慧", "響應": "回應",
    "會話": "對話", "回復": "回覆", "添加": "新增", "激活": "啟用", "注銷": "登出",
    "刷新": "重新整理", "緩存": "快取", "字符": "字元", "菜單": "選單", "搜索": "搜尋",
    "撤回": "收回", "設置": "設定", "用戶": "使用者", "小程序": "小程式",
}  # fmt: skip


def differing_keys(texts: dict[str, dict[str, str]]) -> list[str]:
    """Say which key a language lacks, or where its placeholders are others."""
    every = sorted(set().union(*texts.values()))
    found = []
    for key in every:
        lacking = [language for language in texts if key not in texts[language]]
        found += [f"{key}: missing in {language}" for language in lacking]
        holes = {
            frozenset(PLACEHOLDER.findall(words[key])) for words in texts.values() if key in words
        }
        if len(holes) > 1:
            found.append(f"{key}: the languages name different placeholders")
    return found


def not_taiwanese(text: str) -> list[str]:
    """LOC-1: simplified glyphs and words that only the mainland uses."""
    glyphs = sorted({glyph for glyph in text if _is_simplified(glyph)})
    found = [f"simplified {''.join(glyphs)}"] if glyphs else []
    words = ((re.search(word, text), better) for word, better in MAINLAND_WORDS.items())
    return found + [f"{word.group()} is {better} in Taiwan" for word, better in words if word]


def flat(tree: dict[str, object], before: str = "") -> dict[str, str]:
    """Flatten nested words to `a.b.c`: text, the way they are asked for."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found.update(flat(value, f"{name}."))
        else:
            found[name] = str(value)
    return found


def _is_simplified(glyph: str) -> bool:
    if not "\u4e00" <= glyph <= "\u9fff":
        return False
    return glyph in SIMPLIFIED_IN_BIG5 or not _in_big5(glyph)


def _in_big5(glyph: str) -> bool:
    try:
        glyph.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True
