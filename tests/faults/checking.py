"""The checker: nothing lost, doubled, moved, altered, invented, out of order; screens equal rows.

A breach is a short sentence that begins with its kind.
"""

from collections import Counter, defaultdict


def breaches(history):
    """Return everything that is wrong, each kind of wrong found by a function of its own."""
    return [
        *lost(history),
        *moved(history),
        *doubled(history),
        *invented(history),
        *gaps(history),
        *disorder(history),
        *wrong_screens(history),
    ]


def kinds(found):
    """Return the kinds of the breaches found."""
    return {breach.split()[0] for breach in found}


def lost(history):
    texts = {(talk, one.text) for talk, rows in history.stored.items() for one in rows}
    return [
        f"lost {send.text}: acknowledged as {send.answer}, not stored"
        for send in history.acknowledged
        if (send.conversation_id, send.text) not in texts
    ]


def moved(history):
    """Find acknowledged places that hold something else, or the right thing altered."""
    places = {(talk, one.seq): one for talk, rows in history.stored.items() for one in rows}
    for send in history.acknowledged:
        seq, message_id = send.answer
        there = places.get((send.conversation_id, seq))
        if there is not None and (there.id, there.text) != (message_id, send.text):
            yield f"moved {send.text}: acknowledged as {send.answer}, there is {there}"


def doubled(history):
    for talk, rows in history.stored.items():
        counts = Counter(one.text for one in rows if one.text is not None)
        for text in {send.text for send in history.sends if send.conversation_id == talk}:
            if counts[text] > 1:
                yield f"doubled {text}: stored {counts[text]} times"


def invented(history):
    meant = {(send.conversation_id, send.text) for send in history.sends}
    senders = {send.sender_id for send in history.sends}
    for talk, rows in history.stored.items():
        for one in rows:
            if one.sender_id in senders and (talk, one.text) not in meant:
                yield f"invented {one}: nobody said this in {talk}"


def gaps(history):
    for talk, rows in history.stored.items():
        seqs = [one.seq for one in rows]
        if seqs != list(range(1, len(rows) + 1)):
            yield f"gap in {talk}: {seqs[:20]}"


def disorder(history):
    """Find voices whose messages are not stored in the order in which they were said."""
    sends = {(send.conversation_id, send.text): send for send in history.sends}
    for talk, rows in history.stored.items():
        last = defaultdict(int)
        for send in filter(None, (sends.get((talk, one.text)) for one in rows)):
            if send.number < last[send.voice]:
                yield f"disorder {send.text}: stored after number {last[send.voice]}"
            last[send.voice] = max(last[send.voice], send.number)


def wrong_screens(history):
    for name, talks in history.screens.items():
        for talk, shown in talks.items():
            reason = difference(shown, history.stored.get(talk, []))
            if reason:
                yield f"screen {name} of {talk}: {reason}"


def difference(shown, stored):
    """Return how a screen differs from the rows, in the words of whoever looks at it."""
    ids, wanted = [one.id for one in shown], [one.id for one in stored]
    if len(set(ids)) < len(ids):
        return "shows something twice"
    if missing := [one.seq for one in stored if one.id not in set(ids)]:
        return f"misses {missing[:10]} of {len(stored)}"
    if len(ids) > len(wanted):
        return "shows what is not stored"
    if ids != wanted:
        return "shows another order"
    texts = [(one.seq, one.text) for one in shown]
    return "shows another text" if texts != [(one.seq, one.text) for one in stored] else ""
