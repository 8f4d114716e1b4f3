"""HTML out of values: every text is escaped, and an answer's Markdown can carry no markup."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from yingda.knowledge.rendering.forms import pictures_as_links

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Html = str


def _leads_somewhere(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"}


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - with the first page that is drawn

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    reader.disable(["image", "html_inline", "html_block"])
    reader.validateLink = _leads_somewhere  # type: ignore[method-assign,assignment]
    return reader


def from_markdown(text: str) -> Html:
    """Return an answer as HTML; markup inside it stays text, links lead to the web or nowhere.

    Pictures are links: the page loads nothing from other hosts, which would learn who reads it.
    """
    made: str = _reader().render(pictures_as_links(text))
    wide = made.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )
    return wide.replace("<a ", '<a rel="nofollow noopener" ')


def plain(text: str, most: int) -> str:
    """Return the first words of an answer, without its Markdown marks."""
    words = " ".join(text.replace("*", "").replace("#", "").replace("`", "").split())
    return words if len(words) <= most else words[: most - 1] + "…"


def tag(name: str, inside: Html | Iterable[Html] = "", **attributes: str | bool | None) -> Html:
    """Return an element; `class_` and the like lose the underscore, None leaves one out."""
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    content = inside if isinstance(inside, str) else "".join(inside)
    return f"<{name}{shown}>{content}</{name}>"


def link(path: str, text: str, **query: str) -> Html:
    """Return a link with its text escaped."""
    return tag("a", escape(text), href=address(path, **query))


def address(path: str, **query: str) -> str:
    """Return a path with its query."""
    return f"{path}?{urlencode(query)}" if query else path


def ink_on(accent: str) -> str:
    """Return black or white, whichever is read more easily on the colour."""
    red, green, blue = (int(accent[n : n + 2], 16) / 255 for n in (1, 3, 5))
    light = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (red, green, blue)
    ]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#111111"
