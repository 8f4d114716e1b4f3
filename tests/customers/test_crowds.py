"""Many at once: on PostgreSQL writers run side by side, and still everything is there once."""

import asyncio

from yingda.customers import merging, queries, service
from yingda.customers.errors import AlreadyMerged
from yingda.orders.schemas import OrderDraft
from yingda.orders.service import store_order
from yingda.team import queries as team
from yingda.team.models import StaffSocket
from yingda.team.service import set_presence
from yingda.team.timers import socket_opened

CROWD = 12


def all_at_once(site, *calls):
    """Run each (verb, args…) in a transaction of its own, all of them at the same time."""

    async def run():
        db = site.runtime.db
        return await asyncio.gather(*(db.write(*call) for call in calls), return_exceptions=True)

    return site.http.portal.call(run)


def test_a_crowd_with_one_identity_is_one_customer(house, site):
    _, shop = house.tenant()
    come = (service.recognise, shop, "external", "U1")
    assert len({customer.id for customer in all_at_once(site, *[come] * CROWD)}) == 1


def test_an_order_told_by_many_is_one_order(house, site):
    _, shop = house.tenant()
    draft = OrderDraft(
        customer={"external_id": "U1"}, status="paid", created_at=1, amount_cents=100
    )
    told = all_at_once(site, *[(store_order, shop, "A1", draft)] * CROWD)
    assert len({order.id for order in told}) == 1


def test_two_leads_merging_crosswise_make_no_circle(house, site):
    tenant, shop = house.tenant()
    lead = house.principal(tenant, "lead", "lead")
    for number in range(CROWD):
        a = house.write(service.recognise, shop, "external", f"a{number}").id
        b = house.write(service.recognise, shop, "external", f"b{number}").id
        results = all_at_once(
            site,
            (merging.merge_customers, a, b, lead),
            (merging.merge_customers, b, a, lead),
        )
        refusals = [one for one in results if isinstance(one, Exception)]
        assert [type(one) for one in refusals] == [AlreadyMerged]
        assert house.read(queries.current_id, a) == house.read(queries.current_id, b)


def test_every_socket_is_counted(house, site):
    tenant, _ = house.tenant()
    chen = house.staff(tenant, "chen")
    results = all_at_once(site, *[(socket_opened, chen.id)] * CROWD)
    assert results == [None] * CROWD
    row = house.read(lambda tx: tx.session.get(StaffSocket, (chen.id, "only")))
    assert row.open_count == CROWD


def test_presence_history_has_no_gap(house, site):
    tenant, _ = house.tenant()
    chen = house.staff(tenant, "chen")
    states = ("available", "busy", "break", "hung", "offline")
    moves = [(set_presence, chen.id, states[number % 5]) for number in range(CROWD)]
    assert not [one for one in all_at_once(site, *moves) if isinstance(one, Exception)]
    me = house.rights(chen)
    changes = house.read(team.presence_history, me, chen.id, cursor=None, limit=50)
    steps = {(change.from_state, change.to_state) for change in changes}
    assert all(before != after for before, after in steps)
    assert house.read(team.seat_of, chen.id).presence in states
