"""The wire format of OpenAI-compatible endpoints: what is sent, and how answers are read. Pure.

Answers come from anybody: whatever they hold, reading them ends in an `Outcome`, never in an error
of ours. A stream is a body of server-sent events; one that ends without saying so was cut off.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 1_000_000
SHOWN_CHARACTERS = 300
FREE = frozenset({"unreachable", "tls", "address_refused", "redirect", "key_refused", "no_credit",
                  "not_found", "too_many", "refused"})  # fmt: skip
"""Problems after which nothing was worked out, so that nothing can have been charged."""

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_SECRETS = re.compile(r"\b(?:sk|pk|ak|key)-[A-Za-z0-9._*-]{6,}|\bBearer \S{6,}")
_CREDIT = ("insufficient_quota", "insufficient balance", "billing", "arrearage")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a chat."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call; `problem` is None when it brought a text, or vectors.

    `tokens_in` and `tokens_out` are None where the endpoint did not say them; `said` is how an
    answer that we cannot use begins.
    """

    problem: str | None = None
    text: str = ""
    vectors: tuple[tuple[float, ...], ...] = ()
    tokens_in: int | None = None
    tokens_out: int | None = None
    status: int | None = None
    took_ms: int = 0
    said: str = ""

    @property
    def was_free(self) -> bool:
        """Tell whether nothing can have been charged for it."""
        return self.problem in FREE


def chat_body(model: str, turns: Sequence[Turn], *, most_tokens: int, stream: bool) -> bytes:
    """Return the body of a chat completion."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": one.role, "content": one.content} for one in turns],
        "max_tokens": most_tokens,
        "temperature": 0,
        "stream": stream,
    }
    if stream:
        body["stream_options"] = {"include_usage": True}
    return _json(body)


def embedding_body(model: str, texts: Sequence[str]) -> bytes:
    """Return the body of a request for embeddings."""
    return _json({"model": model, "input": list(texts), "encoding_format": "float"})


def problem_of(status: int, body: str) -> str | None:
    """Say what is wrong with an answer by its status; None when it is of the two hundreds."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "redirect"
    if status == 402 or any(one in body.lower() for one in _CREDIT):
        return "no_credit"
    known = {401: "key_refused", 403: "key_refused", 404: "not_found", 429: "too_many"}
    return known.get(status) or ("server_error" if status >= 500 else "refused")


def read_chat(status: int, content_type: str, body: bytes) -> Outcome:
    """Return the text of a chat completion, streamed or not."""
    text = body.decode(errors="replace")
    if problem := problem_of(status, text):
        return Outcome(problem, status=status, said=shown(text))
    events = "event-stream" in content_type or text.startswith("data:")
    found = _streamed(text) if events else _whole(text)
    if found is None:
        return Outcome("garbage", status=status, said=shown(text))
    words = _THOUGHTS.sub("", found.text).strip()
    return Outcome(None if words else "empty", words, (), found.tokens_in, found.tokens_out, status)


def read_embeddings(status: int, body: bytes, expected: int) -> Outcome:
    """Return as many vectors as texts were sent, in their order, all of one length."""
    text = body.decode(errors="replace")
    if problem := problem_of(status, text):
        return Outcome(problem, status=status, said=shown(text))
    answer = _object(text)
    rows = answer.get("data")
    if not isinstance(rows, list) or len(rows) != expected:
        return Outcome("garbage", status=status, said=shown(text))
    vectors = tuple(_vector(row) for row in sorted(rows, key=_place))
    if len({len(one) for one in vectors}) != 1 or not vectors[0]:
        return Outcome("garbage", status=status, said=shown(text))
    tokens_in, _ = _usage(answer)
    return Outcome(vectors=vectors, tokens_in=tokens_in, tokens_out=0, status=status)


def object_in(text: str) -> dict[str, Any]:
    """Return the JSON object in a model's answer, fenced or not; empty when there is none."""
    begin, end = text.find("{"), text.rfind("}")
    return _object(text[begin : end + 1]) if 0 <= begin < end else {}


def shown(text: str) -> str:
    """Return how an answer begins, as an admin may read it: printable, and without keys."""
    plain = "".join(one if one.isprintable() else " " for one in text[: 4 * SHOWN_CHARACTERS])
    return _SECRETS.sub("…", " ".join(plain.split()))[:SHOWN_CHARACTERS]


def _whole(text: str) -> Outcome | None:
    answer = _object(text)
    choice = _first(answer.get("choices"))
    message = choice.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        return None
    tokens_in, tokens_out = _usage(answer)
    return Outcome(text=content, tokens_in=tokens_in, tokens_out=tokens_out)


def _streamed(text: str) -> Outcome | None:
    parts: list[str] = []
    tokens: tuple[int | None, int | None] = (None, None)
    finished = False
    for line in text.splitlines():
        value = line.removeprefix("data:").strip() if line.startswith("data:") else ""
        if value == "[DONE]":
            finished = True
            break
        event = _object(value) if value else {}
        choice = _first(event.get("choices"))
        delta = choice.get("delta")
        piece = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(piece, str):
            parts.append(piece)
        finished = finished or bool(choice.get("finish_reason"))
        tokens = _usage(event) if isinstance(event.get("usage"), dict) else tokens
    if not finished:
        return None  # cut off: half a sentence may say the opposite of the whole
    return Outcome(text="".join(parts), tokens_in=tokens[0], tokens_out=tokens[1])


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode(errors="replace")


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _first(choices: object) -> dict[str, Any]:
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        return choices[0]
    return {}


def _usage(answer: dict[str, Any]) -> tuple[int | None, int | None]:
    usage = answer.get("usage")
    found = usage if isinstance(usage, dict) else {}
    return _count(found.get("prompt_tokens")), _count(found.get("completion_tokens"))


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value if is_count and isinstance(value, int) else None


def _place(row: object) -> int:
    place = row.get("index") if isinstance(row, dict) else None
    return place if isinstance(place, int) else 0


def _vector(row: object) -> tuple[float, ...]:
    values = row.get("embedding") if isinstance(row, dict) else None
    if not isinstance(values, list) or not all(isinstance(one, int | float) for one in values):
        return ()
    return tuple(map(float, values))
