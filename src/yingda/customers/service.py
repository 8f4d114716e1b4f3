"""What one can do with customers: recognise, change."""

from typing import Any

from yingda.customers import queries
from yingda.customers.errors import TooManyTraits
from yingda.customers.events import CustomerChanged
from yingda.customers.folding import fold
from yingda.customers.identities import IdentityKind, normal_identity
from yingda.customers.identity_tokens import read_identity
from yingda.customers.models import Customer, CustomerIdentity
from yingda.customers.schemas import MAX_TRAITS, CustomerChange
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import update_rows
from yingda.foundation.columns import table_of
from yingda.foundation.db import Tx
from yingda.foundation.errors import Forbidden, Veiled
from yingda.foundation.words import say
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import country_of
from yingda.merchants.secrets import identity_secrets
from yingda.merchants.service import hold_merchant

NAME_LENGTH = 100


def recognise(
    tx: Tx,
    merchant: Merchant,
    kind: IdentityKind,
    value: str,
    name: str | None = None,
    language: Language | None = None,
) -> Customer:
    """Return the customer with this identity, a new one when it was never seen.

    The caller vouches for the identity: a browser's secret, a channel's own id, a signed claim.
    What somebody typed is a trait, never an identity.
    """
    known = queries.identity_of(tx, merchant, kind, value)
    if known is None:
        hold_merchant(tx, merchant)
        known = queries.identity_of(tx, merchant, kind, value)
    if known is not None:
        customer = queries.customer_by_id(tx, known.customer_id)
        _learn(tx, customer, name, language)
        return customer
    customer = _welcome(tx, merchant, name, language)
    _attach(tx, merchant, customer, kind, value)
    return customer


def welcome_visitor(
    tx: Tx, merchant: Merchant, secret: str, language: Language | None = None
) -> Customer:
    """Return a new customer for a browser whose secret was drawn just now: nobody can have it."""
    customer = _welcome(tx, merchant, None, language)
    _attach(tx, merchant, customer, "visitor", secret)
    return customer


def recognise_signed(
    tx: Tx, merchant: Merchant, token: str, language: Language | None = None
) -> Customer:
    """Return the customer the merchant's own site vouches for; refuse a token that proves nothing.

    A signed e-mail or telephone number is an identity too, see `also_known`.
    """
    identity = read_identity(token, identity_secrets(tx, merchant), tx.now)
    customer = recognise(tx, merchant, "external", identity.sub, identity.name, language)
    if identity.email:
        also_known(tx, merchant, customer, "email", identity.email)
    if identity.phone:
        also_known(tx, merchant, customer, "phone", identity.phone)
    return customer


def also_known(
    tx: Tx, merchant: Merchant, customer: Customer, kind: IdentityKind, value: str
) -> None:
    """Recognise the customer by this too, unless somebody else is known by it already.

    Whether those two are one person is for a person to decide. The caller vouches for it.
    """
    hold_merchant(tx, merchant)
    if queries.identity_of(tx, merchant, kind, value) is None:
        _attach(tx, merchant, customer, kind, value)


def change_customer(
    tx: Tx, customer_id: str, change: CustomerChange, caller: Principal
) -> Customer:
    """Change what `change` names; tier and block are for those who lead."""
    if caller.veiled:
        raise Veiled
    customer = queries.customer_for(tx, caller, customer_id)
    decides = change.tier is not None or change.blocked is not None
    if decides and not caller.leads:
        raise Forbidden
    if change.name is not None:
        _name(customer, change.name)
    if change.traits is not None:
        customer.traits = _merged_traits(customer.traits, change.traits)
    for field in ("language", "tier", "blocked"):
        value = getattr(change, field)
        if value is not None:
            setattr(customer, field, value)
    tx.emit(_changed(customer))
    return customer


def set_conversation_count(tx: Tx, customer_id: str, count: int) -> None:
    """Note how many conversations the customer has had."""
    tx.flush()
    rows = [{"id": customer_id, "conversation_count": count}]
    update_rows(tx.connection, table_of(Customer), ("id", "conversation_count"), rows)


def _welcome(tx: Tx, merchant: Merchant, name: str | None, language: Language | None) -> Customer:
    customer_id = tx.ids.new()
    language = language or merchant.language
    customer = Customer(
        id=customer_id,
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        tier=0,
        language=language,
        traits={},
        blocked=False,
        conversation_count=0,
        created_at=tx.now,
        merged_into_id=None,
    )
    _name(customer, name or say(language, "customers.visitor", number=customer_id[-4:].upper()))
    customer.named = bool(name)
    tx.session.add(customer)
    tx.flush()
    return customer


def _attach(tx: Tx, merchant: Merchant, customer: Customer, kind: IdentityKind, value: str) -> None:
    tx.session.add(
        CustomerIdentity(
            id=tx.ids.new(),
            tenant_id=customer.tenant_id,
            merchant_id=customer.merchant_id,
            customer_id=customer.id,
            home_id=customer.id,
            kind=kind,
            value=normal_identity(kind, value, country_of(merchant)),
            verified=True,
            created_at=tx.now,
        )
    )
    tx.flush()


def _learn(tx: Tx, customer: Customer, name: str | None, language: Language | None) -> None:
    new_name = name if name and not customer.named else None
    new_language = language if language and language != customer.language else None
    if new_name:
        _name(customer, new_name)
    if new_language:
        customer.language = new_language
    if new_name or new_language:
        tx.emit(_changed(customer))


def _name(customer: Customer, name: str) -> None:
    customer.name = name[:NAME_LENGTH]
    customer.folded_name = fold(customer.name)
    customer.named = True


def _merged_traits(before: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    traits = {name: value for name, value in (before | changed).items() if value is not None}
    if len(traits) > MAX_TRAITS:
        raise TooManyTraits(maximum=MAX_TRAITS)
    return traits


def _changed(customer: Customer) -> CustomerChanged:
    return CustomerChanged(
        tenant_id=customer.tenant_id, merchant_id=customer.merchant_id, customer_id=customer.id
    )
