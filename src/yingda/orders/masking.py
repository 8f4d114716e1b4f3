"""Masks a postal address so that staff recognise it and nobody can go there."""

import re

_NAME = r"[^\W\d_]{1,8}?"
# Each level once and in order: neither 翠苑一区 nor 幸福里小区 is a district.
_DISTRICT = re.compile(
    rf"(?:{_NAME}(?:省|自治区|自治區|特别行政区))?(?:{_NAME}[市州盟])?"
    rf"(?:{_NAME}(?<![一二三四五六七八九十小社校园園])[区區县縣旗市])?(?:{_NAME}[镇鎮乡鄉])?"
)
_UNIT = frozenset("路街道巷弄里村段号號幢栋棟座单單元室楼樓层層期院苑园園之的大厦廈小区區")
_LETTER = re.compile(r"[^\W_]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def mask_address(address: str) -> str:
    """Return the address with its district readable, the rest as stars; twice is once."""
    address = " ".join(address.split())
    if _CHINESE.search(address):
        district = _DISTRICT.match(address)
        kept = district.end() if district else 0
        return address[:kept] + "".join(_masked_unless_unit(char) for char in address[kept:])
    street, comma, city = address.rpartition(",")
    return (
        _LETTER.sub("*", street) + comma + re.sub(r"\d", "*", city)
        if comma
        else _LETTER.sub("*", address)
    )


def _masked_unless_unit(char: str) -> str:
    return char if char in _UNIT or not char.isalnum() else "*"
