"""The shape of the house: sizes, names, doors, owners. Each rule has caught a planted breach."""

from itertools import chain

from tests.architecture import doors, names, owners, sizes
from tests.architecture.source import ROOT, Source, kept_files, python_files

SRC = list(python_files("src"))
ALL = [*SRC, *python_files("tests", "tools", "bench")]


def everywhere(rule, sources):
    return list(chain.from_iterable(map(rule, sources)))


def test_nothing_is_too_large_to_read():
    written = [one for one in ALL if "/migrations/versions/" not in one.path]  # Alembic's hand
    assert everywhere(sizes.too_large, written) == []


def test_a_large_module_a_long_function_and_many_parameters_are_seen():
    long = "def f(self, a, b, c, d, e, *, f, g):\n" + "    a\n" * 60 + "x = 1\n" * 450
    assert sizes.too_large(Source("src/yingda/team/service.py", long)) == [
        "src/yingda/team/service.py: 511 lines",
        "src/yingda/team/service.py:1 f: 61 lines",
        "src/yingda/team/service.py:1 f: 7 parameters",
    ]


def test_module_names_say_something():
    assert everywhere(names.says_nothing, [source.path for source in ALL]) == []


def test_a_module_named_for_nothing_is_seen():
    assert names.says_nothing("src/yingda/team/utils.py")
    assert names.says_nothing("src/yingda/common/words.py")
    assert not names.says_nothing("src/yingda/team/baseline.py")


def test_edges_are_opened_by_app_alone_and_the_web_stays_outside():
    assert everywhere(doors.wrong_doors, SRC) == []


def test_a_wrong_door_is_seen():
    def wrong(path, text):
        return bool(doors.wrong_doors(Source(path, text)))

    service = "src/yingda/routing/service.py"
    assert wrong(service, "from yingda.team.api import router")
    assert wrong(service, "from yingda.team import reactions")
    assert wrong(service, "from yingda.foundation.web import Caller")
    assert wrong(service, "def f():\n    from fastapi import Request")
    assert wrong("src/yingda/routing/api.py", "import yingda.routing.timers")
    assert not wrong("src/yingda/routing/api.py", "from fastapi import APIRouter")
    assert not wrong("src/yingda/channels/web/api.py", "from fastapi import APIRouter")
    assert not wrong("src/yingda/conversations/api/posting.py", "from starlette import responses")
    assert not wrong("src/yingda/app/asgi.py", "from yingda.team.api import router")
    assert not wrong(
        service, "from yingda.team import service, queries\nimport yingda.foundation.db"
    )


def test_only_the_owner_writes_its_rows():
    assert everywhere(owners.foreign_writes, SRC) == []


def test_every_way_to_write_a_foreign_row_is_seen():
    head = "from yingda.team.models import Seat\nfrom yingda.team import models as theirs\n"

    def seen(line, path="src/yingda/routing/service.py"):
        return bool(owners.foreign_writes(Source(path, head + line)))

    assert seen("tx.session.add(Seat(capacity=3))")
    assert seen("tx.session.add(theirs.Seat(capacity=3))")
    assert seen("tx.session.execute(update(Seat).values(capacity=3))")
    assert seen("tx.session.execute(sa.delete(theirs.Seat))")
    assert seen("insert(Seat)")
    assert seen("def fill(tx: Tx, seat: Seat):\n    seat.load += 1")
    assert seen("def fill(tx: Tx):\n    seat = tx.session.get(Seat, id)\n    seat.load = 1")
    assert seen("def drop(tx: Tx, seat: Seat):\n    tx.session.delete(seat)")
    assert not seen("def free(tx, seat: Seat):\n    return select(Seat), seat.load")
    assert not seen("insert(Seat)", path="src/yingda/team/service.py")
    assert not seen("seat = theirs.free_seats(tx)")


def test_every_python_file_is_where_the_rules_look():
    folders = {path.relative_to(ROOT).parts[0] for path in kept_files() if path.suffix == ".py"}
    assert folders <= {"src", "tests", "tools", "bench", "conftest.py"}
