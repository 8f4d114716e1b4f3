"""HTML tags and entities turned into Markdown; anything that is not HTML stays as it is."""

import html
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TAGS = (
    "a abbr article aside audio b blockquote body br button center cite code col colgroup dd del"
    " details div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header"
    " hr html i iframe img input ins kbd label li link main mark meta nav noscript object ol option"
    " p pre q s samp script section select small source span strike strong style sub summary sup"
    " svg table tbody td textarea tfoot th thead title tr tt u ul video"
)
_NAMES = "|".join(_TAGS.split())
_TAG = re.compile(
    rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*>|<!--.*?-->|<!doctype[^>]*>", re.IGNORECASE | re.DOTALL
)
_OTHER_BRACKET = re.compile(rf"<(?!/?(?:{_NAMES})(?=[\s/>])[^<>]*>|!--|!doctype)", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"<(?:p|div|li|ul|ol|table|h[1-6]|section|article|blockquote|dl)\b", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LOOSE_AMPERSAND = re.compile(rf"&(?!{_ENTITY.pattern[1:]})")
_SILENT = {"script", "style", "head", "noscript", "template", "svg", "button", "form", "select"}
_BLOCKS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "dl", "table", "figure"}
_BLOCKS |= {"header", "footer", "main", "aside", "nav", "details", "center", "figcaption"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "tt": "`", "kbd": "`"}
_MARKS |= {"del": "~~", "s": "~~", "strike": "~~"}
_SAFE_LINK = re.compile(r"(?:https?:|mailto:|tel:|/|#|\.|[\w-]+(?:/|\.|$))", re.IGNORECASE)


def has_tags(text: str) -> bool:
    """Tell whether the text holds HTML, as opposed to `<placeholders>` or comparisons."""
    return _TAG.search(text) is not None


def decode_entities(text: str) -> str:
    """Decode complete entities such as &nbsp; a loose ampersand in a link is left alone."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text)


def to_markdown(text: str, *, keep_lines: bool) -> str:
    """Write the HTML of `text` as Markdown.

    With `keep_lines` the newlines around the tags mean something (a Markdown file with a tag in
    it); otherwise, in a page, they are only white space.
    """
    flow = not keep_lines and _BLOCK_TAG.search(text) is not None
    body = _parsed(text)
    if body is None:
        return ""
    written = _Writer(collapse=flow).inside(body)
    return re.sub(r"\n{3,}", "\n\n", written).strip() if flow else written


def to_line(text: str) -> str:
    """Keep only the words of the HTML in `text`."""
    body = _parsed(text)
    if body is None:
        return ""
    for node in body.css(", ".join(sorted(_SILENT))):
        node.decompose()
    return body.text(deep=True, separator=" " if _BLOCK_TAG.search(text) else "")


def _parsed(text: str) -> "LexborNode | None":
    from selectolax.lexbor import LexborHTMLParser

    source = _LOOSE_AMPERSAND.sub("&amp;", _OTHER_BRACKET.sub("&lt;", text))
    return LexborHTMLParser(f"<body>{source}</body>").body


class _Writer:
    """Writes one parsed page; `collapse` says whether newlines in text are mere white space."""

    def __init__(self, *, collapse: bool) -> None:
        self._collapse = collapse

    def inside(self, node: "LexborNode") -> str:
        return "".join(self._node(child) for child in node.iter(include_text=True))

    def _node(self, node: "LexborNode") -> str:
        tag = node.tag or ""
        if tag == "-text":
            return self._text(node.text_content or "")
        if tag.startswith("-") or tag in _SILENT:
            return ""
        if tag in _MARKS:
            return self._marked(node, _MARKS[tag])
        if tag in _BLOCKS:
            return self._block(node, tag)
        special = self._special().get(tag)
        return special(node) if special else self.inside(node)

    def _special(self) -> dict[str, Callable[["LexborNode"], str]]:
        headings = {f"h{n}": partial(self._heading, level=n) for n in range(1, 7)}
        return headings | {
            "a": self._link,
            "img": self._image,
            "video": self._media,
            "audio": self._media,
            "iframe": self._media,
            "br": lambda _: "\n",
            "hr": lambda _: "\n\n---\n\n",
            "pre": self._pre,
            "dt": lambda node: "\n\n**" + self.inside(node).strip() + "**\n",
            "dd": lambda node: "\n" + self.inside(node).strip() + "\n",
            "li": lambda node: "\n- " + self.inside(node).strip(),
        }

    def _text(self, text: str) -> str:
        return re.sub(r"[ \t\n]+", " ", text) if self._collapse else text

    def _marked(self, node: "LexborNode", mark: str) -> str:
        inner = self.inside(node)
        words = inner.strip()
        if not words or "\n" in words:
            return inner
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        return f"{before}{mark}{words}{mark}{after}"

    def _heading(self, node: "LexborNode", level: int) -> str:
        words = " ".join(self.inside(node).split())
        return f"\n\n{'#' * level} {words}\n\n" if words else ""

    def _block(self, node: "LexborNode", tag: str) -> str:
        if tag == "table":
            return self._table(node)
        if tag in {"ul", "ol"}:
            return self._list(node, numbered=tag == "ol")
        inner = self.inside(node).strip("\n") if self._collapse else self.inside(node)
        if tag == "blockquote":
            inner = "\n".join(f"> {line}".rstrip() for line in inner.strip().split("\n"))
        return f"\n\n{inner.strip() if self._collapse else inner}\n\n"

    def _list(self, node: "LexborNode", *, numbered: bool) -> str:
        items = [child for child in node.iter() if child.tag == "li"]
        lines = []
        for number, item in enumerate(items, 1):
            mark = f"{number}. " if numbered else "- "
            body = re.sub(r"\n{2,}", "\n", self.inside(item).strip())
            lines.append(mark + body.replace("\n", "\n" + " " * len(mark)))
        return "\n\n" + "\n".join(lines) + "\n\n"

    def _table(self, node: "LexborNode") -> str:
        rows = [
            [" ".join(self.inside(cell).split()).replace("|", "\\|") for cell in row.css("th, td")]
            for row in node.css("tr")
        ]
        rows = [row for row in rows if any(row)]
        if not rows:
            return ""
        if max(map(len, rows)) == 1:
            return "\n\n" + "\n\n".join(row[0] for row in rows) + "\n\n"
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return "\n\n" + "\n".join(lines) + "\n\n"

    def _pre(self, node: "LexborNode") -> str:
        code = (node.text(deep=True) or "").strip("\n")
        return f"\n\n```\n{code}\n```\n\n" if code else ""

    def _link(self, node: "LexborNode") -> str:
        target = (node.attributes.get("href") or "").strip().replace(" ", "%20")
        words = self.inside(node)
        label = " ".join(words.split())
        if not _SAFE_LINK.match(target) or not label or target == label:
            return words
        return f"[{label}]({target})"

    def _image(self, node: "LexborNode") -> str:
        return self._reference(node, node.attributes.get("alt") or "", mark="!")

    def _media(self, node: "LexborNode") -> str:
        child = node.css_first("source")
        source = child if child is not None and not node.attributes.get("src") else node
        return self._reference(source, node.attributes.get("title") or node.tag or "", mark="")

    def _reference(self, node: "LexborNode", label: str, mark: str) -> str:
        target = (node.attributes.get("src") or "").strip().replace(" ", "%20")
        if not _SAFE_LINK.match(target):
            return label
        return f"{mark}[{' '.join(label.split())}]({target})"
