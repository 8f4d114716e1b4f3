"""Answers of endpoints are read whatever they hold, and streams however they are cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.bot.lifting import wire


def whole(text, **usage):
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return json.dumps(body | ({"usage": usage} if usage else {})).encode()


def stream(*pieces, done=True):
    lines = [": keep-alive", ""]
    for piece in pieces:
        lines += [f"data: {json.dumps({'choices': [{'delta': {'content': piece}}]})}", ""]
    usage = {"prompt_tokens": 7, "completion_tokens": 3}
    lines += [f"data: {json.dumps({'choices': [], 'usage': usage})}", ""]
    return "\r\n".join([*lines, *(["data: [DONE]", ""] if done else [])]).encode()


def test_a_whole_answer_is_read_with_what_it_cost():
    read = wire.read_chat(
        200, "application/json", whole(" 可以 ", prompt_tokens=9, completion_tokens=2)
    )
    assert (read.problem, read.text, read.tokens_in, read.tokens_out) == (None, "可以", 9, 2)


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_stream_says_the_same_however_it_is_cut(pieces):
    read = wire.read_chat(200, "text/event-stream; charset=utf-8", stream(*pieces))
    text = "".join(pieces).strip()
    if "<think>" not in text:
        assert read.text == text
    assert (read.tokens_in, read.tokens_out) == (7, 3)


def test_a_stream_that_ends_in_the_middle_is_not_believed():
    read = wire.read_chat(200, "text/event-stream", stream("可以退，", "但是", done=False))
    assert read.problem == "garbage"


@given(st.integers(100, 599), st.text(), st.binary(max_size=400))
def test_whatever_comes_is_read_without_an_error(status, content_type, body):
    for read in (
        wire.read_chat(status, content_type, body),
        wire.read_embeddings(status, body, 2),
    ):
        assert (read.problem is None) == bool(read.text or read.vectors)
        assert len(read.said) <= wire.SHOWN_CHARACTERS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "delta", "data", "usage", "embedding",
                         "index", "prompt_tokens", "completion_tokens"]), inner, max_size=3),
)  # fmt: skip


@given(json_values)
def test_any_json_is_read_without_an_error(value):
    body = json.dumps(value).encode()
    wire.read_chat(200, "", body)
    wire.read_chat(200, "text/event-stream", b"data: " + body + b"\n\ndata: [DONE]\n")
    wire.read_embeddings(200, body, 1)


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, "{}", "key_refused"),
        (403, "", "key_refused"),
        (404, "no such model", "not_found"),
        (402, "", "no_credit"),
        (429, '{"error":{"code":"insufficient_quota"}}', "no_credit"),
        (429, "slow down", "too_many"),
        (400, "bad", "refused"),
        (500, "", "server_error"),
        (302, "", "redirect"),
    ],
)
def test_what_is_wrong_is_named(status, body, problem):
    assert wire.read_chat(status, "", body.encode()).problem == problem


def test_what_an_endpoint_says_is_shown_without_keys():
    said = wire.read_chat(401, "", b"Incorrect API key provided: sk-abcdef123456\n\x07").said
    assert said == "Incorrect API key provided: …"


def test_vectors_come_in_the_order_of_the_texts():
    rows = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]
    read = wire.read_embeddings(200, json.dumps({"data": rows}).encode(), 2)
    assert read.vectors == ((1.0, 0.0), (0.0, 1.0))
    short = [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]
    assert wire.read_embeddings(200, json.dumps({"data": short}).encode(), 2).problem == "garbage"


def test_thoughts_are_not_part_of_an_answer():
    body = whole('<think>{"answer": "no"}</think>```json\n{"answer": "yes"}\n```')
    assert wire.object_in(wire.read_chat(200, "", body).text) == {"answer": "yes"}
