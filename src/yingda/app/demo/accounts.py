"""The demo accounts: passwords made once for this data directory, readable by its user alone."""

import os
from pathlib import Path

from pydantic import BaseModel

from yingda.app.demo.shapes import Person
from yingda.foundation.auth.principal import Role
from yingda.foundation.ids import new_secret

FILE = "demo-accounts.json"
PASSWORD_BYTES = 9


class Account(BaseModel):
    """Somebody a newcomer can sign in as."""

    account: str
    password: str
    name: str
    role: Role


class DemoShop(BaseModel):
    """What was loaded into this data directory, and how to get in."""

    version: str
    merchant_id: str
    public_key: str
    accounts: list[Account]
    lived_on: str = ""
    """The day, as the shop has it, that was given a history; empty before."""


def new_accounts(people: list[Person]) -> list[Account]:
    """Return an account with a fresh password for each."""
    return [
        Account(
            account=person.account,
            password=new_password(person.account),
            name=person.name,
            role=person.role,
        )
        for person in people
    ]


def new_password(account: str) -> str:
    """Return a password that does not, by chance, contain the account's name: those are refused."""
    while account in (password := new_secret(PASSWORD_BYTES)).casefold():
        pass
    return password


def read_shop(data_dir: Path) -> DemoShop | None:
    """Return what an earlier start loaded here."""
    path = data_dir / FILE
    if not path.exists():
        return None
    return DemoShop.model_validate_json(path.read_text(encoding="utf-8"))


def keep_shop(data_dir: Path, shop: DemoShop) -> None:
    """Write down what was loaded; nobody else on the machine may read it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    new = data_dir / f"{FILE}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(shop.model_dump_json(indent=1))
    new.replace(data_dir / FILE)
