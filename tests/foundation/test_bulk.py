"""Statements of many rows store and find exactly what was given, on both databases."""

import pytest
from sqlalchemy import insert, make_url, select
from sqlalchemy.exc import IntegrityError

from tests.services import on_postgres
from yingda.conversations.models import Conversation, Message
from yingda.foundation.bulk import MOST_ROWS, Wanted, insert_rows, rows_of, together, update_rows
from yingda.foundation.columns import table_of
from yingda.foundation.db import postgres_engine, sqlite_engine

MESSAGE, CONVERSATION = table_of(Message), table_of(Conversation)
SIZES = [1, 2, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1, 2 * MOST_ROWS + 5]
TEXTS = ["您好", 'it\'s "quoted" %s ? :name', "", "表情 😀\n second line", "null"]


@pytest.fixture
def connection(store_url):
    url = make_url(store_url)
    engine = postgres_engine(url, 1) if on_postgres() else sqlite_engine(url, begin="BEGIN")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def message(number):
    text = TEXTS[number % len(TEXTS)]
    return {
        "conversation_id": f"c{number % 3}",
        "seq": number,
        "id": f"m{number}",
        "leg_id": None if number % 2 else "leg",
        "turn_id": None,
        "client_key": f"key {number} {text}"[:64] if number % 4 else None,
        "channel_message_id": None,
        "sent_at": 1_763_700_000_000 + number,
        "channel_sent_at": None,
        "sender_kind": "customer",
        "sender_id": None,
        "sender_name": text or None,
        "content_type": "text",
        "content": {"text": text, "list": [1, None, True, {"deep": text}], "none": None},
        "stage": "human",
        "template_id": None,
        "delivery_state": "sent",
        "recalled_at": None,
    }


def conversation(number):
    values = dict.fromkeys(CONVERSATION.c.keys())
    numbers = ("merge_window_seconds", "leg_count", "last_seq", "last_note_seq", "customer_tier")
    numbers += ("customer_read_seq", "staff_read_seq", "last_message_at", "priority", "opened_at")
    words = ("tenant_id", "merchant_id", "merchant_name", "thread_id", "customer_id", "channel")
    words += ("home_customer_id", "customer_name", "language", "status", "stage")
    return values | {
        **dict.fromkeys(numbers, number),
        **dict.fromkeys(words, "w"),
        "id": f"id{number:04}",
        "leg_accepted": number % 2 == 0,
        "turn_is_remark": number % 2 == 1,
        "entry": {},
        "preview": {"text": TEXTS[number % len(TEXTS)]},
        "tags": [],
    }


def stored(connection, table):
    statement = select(table).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(statement).mappings()]


@pytest.mark.parametrize("count", SIZES)
def test_rows_are_stored_as_the_library_would_store_them(connection, count):
    rows = [message(number) for number in range(count)]
    insert_rows(connection, MESSAGE, rows)
    by_bulk = stored(connection, MESSAGE)
    connection.execute(MESSAGE.delete())
    connection.execute(insert(MESSAGE), rows)
    assert by_bulk == stored(connection, MESSAGE)
    assert len(by_bulk) == count


@pytest.mark.parametrize("count", SIZES)
def test_rows_are_found_by_their_keys_as_the_library_would_read_them(connection, count):
    rows = [message(number) for number in range(2 * count)]
    insert_rows(connection, MESSAGE, rows)
    asked = [(row["conversation_id"], row["client_key"]) for row in rows[:count]]
    named = [pair for pair in asked if pair[1] is not None]
    strangers = [("c0", "nobody's"), ("c9", "key 1")]
    names = ("conversation_id", "client_key")
    nobody, found = rows_of(
        connection, Wanted(MESSAGE, names, []), Wanted(MESSAGE, names, [*named, *strangers])
    )
    assert nobody == []
    every = {
        (row["conversation_id"], row["client_key"]): row for row in stored(connection, MESSAGE)
    }
    assert sorted(found, key=lambda row: row["seq"]) == sorted(
        (every[pair] for pair in named), key=lambda row: row["seq"]
    )


@pytest.mark.parametrize("count", SIZES)
def test_only_the_named_columns_of_the_named_rows_change(connection, count):
    insert_rows(connection, CONVERSATION, [conversation(number) for number in range(count + 1)])
    before = stored(connection, CONVERSATION)
    names = ("id", "preview", "agent_id", "why", "turn_is_remark", "queued_at", "last_seq")
    changed = [
        {
            "id": row["id"],
            "preview": {"text": "新的"},
            "agent_id": None if number % 2 else "somebody",
            "why": None if number % 2 else [{"code": "x"}],
            "turn_is_remark": number % 2 == 0,
            "queued_at": None if number % 3 else 5,
            "last_seq": 1_000 + number,
        }
        for number, row in enumerate(before[:count])
    ]
    update_rows(connection, CONVERSATION, names, changed)
    wanted = [row | new for row, new in zip(before[:count], changed, strict=True)]
    assert stored(connection, CONVERSATION) == [*wanted, before[count]]


def test_flags_and_absent_values_come_back_as_such(connection):
    insert_rows(connection, CONVERSATION, [conversation(number) for number in range(4)])
    keys = [(f"id{number:04}",) for number in range(4)]
    (found,) = rows_of(connection, Wanted(CONVERSATION, ("id",), keys, lock=True))
    found.sort(key=lambda row: row["id"])
    assert [row["leg_accepted"] for row in found] == [True, False, True, False]
    assert {row["why"] for row in found} == {None}
    assert found == stored(connection, CONVERSATION)


def test_nothing_asked_is_nothing_done(connection):
    insert_rows(connection, MESSAGE, [])
    update_rows(connection, MESSAGE, ("id", "stage"), [])
    assert rows_of(connection, Wanted(MESSAGE, ("id",), [])) == [[]]


def test_a_refusal_of_the_database_is_the_librarys_error(connection):
    rows = [message(1), message(1)]
    with pytest.raises(IntegrityError, match="message"), connection.begin_nested():
        insert_rows(connection, MESSAGE, rows)
    assert stored(connection, MESSAGE) == []


def insert_together(connection, *numbers):
    with together(connection):
        for number in numbers:
            insert_rows(connection, MESSAGE, [message(number)])


def test_what_goes_together_is_stored_and_a_refusal_of_it_is_the_librarys_error(connection):
    insert_together(connection, 1, 2)
    with pytest.raises(IntegrityError, match="message"), connection.begin_nested():
        insert_together(connection, 3, 1)
    assert [row["seq"] for row in stored(connection, MESSAGE)] == [1, 2]
