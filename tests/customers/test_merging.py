import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from yingda.customers import merging, queries, service
from yingda.customers.errors import (
    AlreadyMerged,
    AlreadySplit,
    CustomerUnknown,
    MergeUnknown,
    MergeWithItself,
    OtherMerchant,
)
from yingda.customers.events import CustomersMerged, CustomersSplit
from yingda.customers.models import CustomerIdentity
from yingda.merchants.models import Merchant


def owners(tx):
    """Whom every identity leads to."""
    rows = tx.session.execute(select(CustomerIdentity.value, CustomerIdentity.customer_id))
    return dict(tuple(row) for row in rows)


@pytest.fixture
def shop(house):
    tenant, merchant = house.tenant()
    lead = house.principal(tenant, "lead", "lead")

    class Shop:
        def seen(self, value):
            return house.write(service.recognise, merchant, "external", value).id

        def merge(self, kept, other):
            return house.write(merging.merge_customers, kept, other, lead)

        def split(self, customer, merge):
            return house.write(merging.split_customers, customer, merge.id, lead)

        def owners(self):
            return house.read(owners)

    shop = Shop()
    shop.tenant, shop.merchant, shop.lead = tenant, merchant, lead
    return shop


def test_identities_move_to_the_customer_that_is_kept_and_back(house, shop):
    a, b = shop.seen("a"), shop.seen("b")
    merge = shop.merge(a, b)
    (fact,) = house.heard(CustomersMerged)
    assert (fact.kept_id, fact.merged_id, fact.member_ids) == (a, b, (b,))
    assert shop.owners() == {"a": a, "b": a}
    assert shop.seen("b") == a
    shop.split(a, merge)
    (fact,) = house.heard(CustomersSplit)
    assert (fact.kept_id, fact.merged_id, fact.member_ids) == (a, b, (b,))
    assert shop.owners() == {"a": a, "b": b}


def test_what_came_after_the_merge_stays_with_the_customer_that_was_kept(house, shop):
    a, b = shop.seen("a"), shop.seen("b")
    merge = shop.merge(a, b)
    customer = house.read(queries.customer_by_id, a)
    house.write(service.also_known, shop.merchant, customer, "email", "a@example.com")
    shop.split(a, merge)
    assert shop.owners() == {"a": a, "b": b, "a@example.com": a}


def test_an_inner_merge_can_be_undone_while_an_outer_one_holds(house, shop):
    a, b, c = shop.seen("a"), shop.seen("b"), shop.seen("c")
    inner, outer = shop.merge(b, a), shop.merge(c, b)
    shop.split(c, inner)
    (fact,) = house.heard(CustomersSplit)
    assert (fact.kept_id, fact.merged_id) == (c, a)
    assert shop.owners() == {"a": a, "b": c, "c": c}
    shop.split(c, outer)
    assert shop.owners() == {"a": a, "b": b, "c": c}


def test_the_history_of_merges_is_kept(house, shop):
    a, b = shop.seen("a"), shop.seen("b")
    merge = shop.merge(a, b)
    shop.split(a, merge)
    shop.merge(a, b)
    history = house.read(queries.merges_of, a)
    assert [one.undone_at is None for one in history] == [False, True]
    assert {one.by for one in history} == {shop.lead.id}


def test_unfit_merges_are_refused_and_change_nothing(house, shop):
    a, b, c = shop.seen("a"), shop.seen("b"), shop.seen("c")
    shop.merge(a, b)
    before = shop.owners()
    other = house.merchant(shop.tenant, "Other", "other")
    elsewhere = house.write(service.recognise, other, "external", "x").id
    _, foreign_shop = house.tenant("Foreign", "foreign")
    foreign = house.write(service.recognise, foreign_shop, "external", "y").id
    for kept, merged, refusal in [
        (a, a, MergeWithItself),
        (c, b, AlreadyMerged),
        (b, c, AlreadyMerged),
        (a, elsewhere, OtherMerchant),
        (a, foreign, CustomerUnknown),
        (foreign, a, CustomerUnknown),
        (a, "0000", CustomerUnknown),
    ]:
        with pytest.raises(refusal):
            shop.merge(kept, merged)
    assert before.items() <= shop.owners().items()


def test_a_merge_is_split_once_and_only_by_who_took_part(house, shop):
    a, b, c = shop.seen("a"), shop.seen("b"), shop.seen("c")
    merge = shop.merge(a, b)
    with pytest.raises(MergeUnknown):
        shop.split(c, merge)
    shop.split(a, merge)
    with pytest.raises(AlreadySplit):
        shop.split(a, merge)


Step = st.tuples(st.sampled_from(["merge", "split", "seen"]), st.integers(0, 7), st.integers(0, 7))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(Step, max_size=25))
def test_after_any_merges_and_splits_everyone_has_what_they_brought(house, shop, steps):
    """The oracle: a forest in memory, in which each identity belongs to the root of its home."""
    merchant = house.merchant(shop.tenant, "M", f"m{house.ids.new()}".lower()[-20:])
    people = [house.write(service.recognise, merchant, "external", f"{n}").id for n in range(8)]
    parent, home, standing = {}, {f"{n}": people[n] for n in range(8)}, []

    def root(one):
        return root(parent[one]) if one in parent else one

    for verb, first, second in steps:
        a, b = people[first], people[second]
        if verb == "seen":
            value = f"new{len(home)}"
            owner = house.read(queries.current_customer, a)
            house.write(service.also_known, shop.merchant, owner, "external", value)
            home[value] = root(a)
        elif verb == "merge" and a != b and a not in parent and b not in parent:
            standing.append((shop.merge(a, b), b))
            parent[b] = a
        elif verb == "split" and standing:
            merge, merged = standing.pop(first % len(standing))
            shop.split(root(merged), merge)
            del parent[merged]
        assert mine(house, merchant) == {value: root(one) for value, one in home.items()}

    while standing:
        merge, merged = standing.pop()
        shop.split(root(merged), merge)
        del parent[merged]
    assert mine(house, merchant) == home


def mine(house, merchant: Merchant):
    def read(tx):
        rows = tx.session.execute(
            select(CustomerIdentity.value, CustomerIdentity.customer_id).where(
                CustomerIdentity.merchant_id == merchant.id
            )
        )
        return dict(tuple(row) for row in rows)

    return house.read(read)
