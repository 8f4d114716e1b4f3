import pytest

from tests.house import PASSWORD
from yingda.foundation.words import LANGUAGES, say
from yingda.team import setup

NEW = "another long secret"


@pytest.fixture
def chen(house):
    tenant, _ = house.tenant()
    return house.staff(tenant, "chen")


def knock(site, account, password):
    return site.anonymous().post("/api/session", {"account": account, "password": password})


def test_signing_in_opens_a_session_that_only_its_browser_holds(site, chen):
    answer = knock(site, "Chen", PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    session = answer.json()
    assert (session["staff"]["id"], session["tenant"]["name"]) == (chen.id, "Qinghe")
    assert session["demo"] is False
    browser = site.anonymous()
    browser.take_session(answer)
    assert browser.get("/api/session").json() == session
    assert site.anonymous().get("/api/session").status_code == 401


def test_a_write_without_its_csrf_token_is_refused(site, chen):
    browser = site.signed_in("chen")
    browser.headers = {"Cookie": browser.headers["Cookie"]}
    answer = browser.put("/api/team/me/presence", {"state": "available"})
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf")


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(site, chen):
    wrong, unknown = knock(site, "chen", "not the password"), knock(site, "nobody", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.json()["code"] == "auth.bad_credentials"


def test_an_unknown_account_is_verified_as_slowly_as_a_known_one(site, chen, monkeypatch):
    verified = []
    from yingda.team.service import entry

    real = entry.verify_password
    monkeypatch.setattr(
        entry, "verify_password", lambda *args: (verified.append(args), real(*args))[1]
    )
    knock(site, "chen", "not the password")
    knock(site, "nobody", "not the password")
    assert len(verified) == 2


def test_signing_out_ends_this_session_and_the_last_one_leaves_the_seat(site, chen):
    first, second = site.signed_in("chen"), site.signed_in("chen")
    first.put("/api/team/me/presence", {"state": "available"})
    assert first.delete("/api/session").status_code == 204
    assert first.get("/api/session").status_code == 401
    assert second.get("/api/team/me").json()["presence"] == "available"
    assert second.delete("/api/session").status_code == 204
    me = site.signed_in("chen").get("/api/team/me").json()
    assert (me["presence"], me["reason"]) == ("offline", "signed_out")


def test_guessing_is_stopped_per_account(site, chen):
    answers = [knock(site, "chen", "wrong") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {401}
    for password in ("wrong", PASSWORD):
        stopped = knock(site, " CHEN ", password)
        assert (stopped.status_code, stopped.json()["code"]) == (429, "auth.too_many_attempts")
        assert int(stopped.headers["Retry-After"]) > 0
    assert knock(site, "zhou", "wrong").status_code == 401


def test_a_whole_office_signs_in_from_one_address(site, chen):
    for _ in range(70):
        assert knock(site, "chen", PASSWORD).status_code == 200
    for _ in range(9):
        knock(site, "chen", "wrong")
        assert knock(site, "chen", PASSWORD).status_code == 200
    assert knock(site, "chen", "wrong").status_code == 401
    assert knock(site, "chen", PASSWORD).status_code == 429, "coming in forgives no wrong guess"


def test_who_is_stopped_does_not_stop_the_office(site, chen):
    for _ in range(100):
        knock(site, "nobody", "wrong")
    assert knock(site, "nobody", "wrong").status_code == 429
    assert knock(site, "chen", PASSWORD).status_code == 200


def test_guessing_at_many_accounts_from_one_address_is_stopped(site, chen):
    answers = [knock(site, f"guess{number}", "wrong") for number in range(61)]
    assert [answer.status_code for answer in answers] == [401] * 60 + [429]


def test_guessing_at_setup_links_is_stopped_and_looking_at_the_right_one_is_not(site, link):
    looks = [site.anonymous().get("/api/setup", token=link) for _ in range(70)]
    assert {look.status_code for look in looks} == {200}
    guesses = [site.anonymous().get("/api/setup", token=f"guess {n}") for n in range(61)]
    assert [guess.status_code for guess in guesses] == [200] * 60 + [429]


def test_guessing_from_many_addresses_is_stopped_too(site, chen):
    for _ in range(200):
        site.runtime.limits.check("200/10 minutes", "sign-in-as", "chen")
    assert knock(site, "chen", PASSWORD).status_code == 429


def test_guessing_is_stopped_per_address_whatever_the_headers_say(site, chen):
    for _ in range(60):
        site.runtime.limits.check("60/10 minutes", "sign-in-from", "testclient")
    browser = site.anonymous()
    browser.headers = {"X-Forwarded-For": "203.0.113.9", "CF-Connecting-IP": "203.0.113.9"}
    answer = browser.post("/api/session", {"account": "chen", "password": PASSWORD})
    assert answer.status_code == 429


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"account": "chen"},
        {"account": "", "password": PASSWORD},
        {"account": "chen", "password": "x" * 201},
        {"account": ["chen"], "password": PASSWORD},
        {"account": "chen", "password": PASSWORD, "role": "owner"},
    ],
)
def test_a_form_that_makes_no_sense_is_refused(site, chen, body):
    assert site.anonymous().post("/api/session", body).status_code == 422


# ------------------------------------------------------------------ the first start


@pytest.fixture
def link(house):
    return house.write(setup.setup_link)


def form(token, **more):
    words = {"account": "boss", "name": "老板", "password": NEW, "shop_name": "青禾家居"}
    return {"token": token} | words | more


def test_the_link_makes_owner_shop_and_first_group_and_signs_in(house, site, link):
    visitor = site.anonymous()
    assert visitor.get("/api/setup", token=link).json() == {"usable": True}
    answer = visitor.post("/api/setup", form(link))
    assert answer.status_code == 201, answer.text
    assert answer.json()["tenant"]["name"] == "青禾家居"
    visitor.take_session(answer)
    assert visitor.get("/api/session").json()["staff"]["role"] == "owner"
    (group,) = visitor.get("/api/team/groups").json()
    assert group["is_default"]
    assert [member["name"] for member in group["members"]] == ["老板"]
    assert house.write(setup.setup_link) is None


def test_the_link_opens_once(site, link):
    assert site.anonymous().post("/api/setup", form(link)).status_code == 201
    again = site.anonymous().post("/api/setup", form(link, account="thief"))
    assert (again.status_code, again.json()["code"]) == (404, "team.setup_closed")
    assert site.anonymous().get("/api/setup", token=link).json() == {"usable": False}


def test_a_newer_link_ends_the_older_and_a_day_ends_both(house, site, link):
    newer = house.write(setup.setup_link)
    assert site.anonymous().post("/api/setup", form(link)).status_code == 404
    house.clock.advance(seconds=86_400)
    assert site.anonymous().post("/api/setup", form(newer)).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "guessed-guessed-guessed-guessed", "0" * 101])
def test_no_other_word_opens(site, link, token):
    assert site.anonymous().post("/api/setup", form(token)).status_code in {404, 422}


def test_a_refused_form_leaves_the_link_open(site, link):
    assert site.anonymous().post("/api/setup", form(link, password="short")).status_code == 422
    assert site.anonymous().post("/api/setup", form(link, shop_name="")).status_code == 422
    assert site.anonymous().post("/api/setup", form(link)).status_code == 201


def test_no_link_while_there_is_an_owner(house):
    tenant, _ = house.tenant()
    house.staff(tenant, "owner", "owner")
    assert house.write(setup.setup_link) is None


def test_the_first_group_has_a_name_in_every_language():
    names = {say(language, "team.first_group") for language in LANGUAGES}
    assert len(names) == 3
