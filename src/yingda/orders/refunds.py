"""What a refund's reason says: whether what came was not what fits. Pure."""

import re

from yingda.customers.folding import fold

_UNFIT = re.compile(
    r"不符|不合适|不适合|不适用|不适配|不匹配|不兼容|不能用|用不了|用不上|装不[上了下]|放不[下进]|"
    r"(?:尺寸|尺码|型号|规格|大小|颜色|款式|接口|功能).{0,6}(?:不|错|有误|偏)|[买拍选下]错|"
    r"\b(?:wrong|incorrect) (?:size|model|type|version|item|colou?r|part)\b|"
    r"\b(?:does ?n[o']?t|did ?n[o']?t|not|won'?t) (?:fit|work with|suit|match)|"
    r"\bin?compatib|\bnot compatib|\bnot (?:as|what) (?:i )?(?:described|expected|needed)|"
    r"\b(?:too|wrong) (?:big|small|large|long|short)\b|\bby mistake\b"
)


def is_unfit(reason: str | None) -> bool:
    """Tell whether a refund was for what does not fit or was misunderstood, in any language.

    A broken or a late parcel is neither; without a reason nothing is known.
    """
    return reason is not None and _UNFIT.search(fold(reason)) is not None
