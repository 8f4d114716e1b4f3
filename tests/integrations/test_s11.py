"""S11: webhooks never reach the operator's own network unless the operator said so."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integrations.receiver import Receiver
from yingda.integrations.addresses import Reach, all_admitted
from yingda.integrations.courier import Courier
from yingda.integrations.errors import AddressInternal, AddressWrong, HttpsNeeded
from yingda.integrations.network import Network

INTERNAL = """
127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1
169.254.169.254 169.254.170.2 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:0:0:80ff:fffe
"""

DRESSED = """
https://2130706433/ https://0x7f000001/ https://0x7f.1/ https://0177.0.0.1/ https://127.1/
https://017700000001/ https://127.0.0.1./ https://user:pass@example.com/ https://[::1 https://
ftp://example.com/ file:///etc/passwd gopher://example.com/ javascript:alert(1) //example.com/
https://exa\\mple.com/ https://example.com:0/ https://example.com:99999/
"""


def words(text):
    return text.split()


@pytest.mark.parametrize("address", words(INTERNAL))
def test_s11_an_internal_address_is_refused_by_itself_and_behind_a_name(address):
    reach = Reach()
    host = f"[{address}]" if ":" in address else address
    with pytest.raises((AddressInternal, AddressWrong)):
        reach.target(f"https://{host}/hook")
    assert not all_admitted(reach, [address])
    assert not all_admitted(reach, ["93.184.215.14", address])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_s11_a_public_address_is_admitted(address):
    assert all_admitted(Reach(), [address])


def test_s11_a_name_without_addresses_is_refused():
    assert not all_admitted(Reach(), [])


@pytest.mark.parametrize("url", [*words(DRESSED), "https://a\tb.example/", "https://a b.example/"])
def test_s11_an_address_in_disguise_is_refused(url):
    with pytest.raises((AddressInternal, AddressWrong, HttpsNeeded)):
        Reach(http=True).target(url)


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "printer.local", "vault.internal"])
def test_s11_a_name_of_the_house_is_refused(host):
    with pytest.raises(AddressInternal):
        Reach().target(f"https://{host}/")


def test_s11_plain_http_is_for_operators_who_allow_it():
    with pytest.raises(HttpsNeeded):
        Reach().target("http://example.com/")
    assert Reach(http=True).target("http://example.com/").port == 80


def test_s11_the_operator_opens_only_the_networks_that_are_named():
    reach = Reach(internal=(ip_network("10.1.0.0/16"),))
    assert reach.admits("10.1.2.3")
    assert reach.admits("::ffff:10.1.2.3")
    assert not reach.admits("10.2.0.1")
    assert not reach.admits("169.254.169.254")


async def test_s11_an_admin_is_told_at_once(admin, careful, server, monkeypatch):
    monkeypatch.setattr(server.runtime, "settings", careful)
    draft = {"name": "x", "kinds": ["message.posted"]}
    told = {}
    for url in ("http://example.com/", "https://127.0.0.1/", "nonsense"):
        told[url] = (await admin.post("/api/webhooks", draft | {"url": url})).json()["code"]
    assert list(told.values()) == [
        "webhooks.https_needed",
        "webhooks.address_internal",
        "webhooks.address_wrong",
    ]


# ------------------------------------------------------------------ on the wire


class Names:
    """A name server that says what it is told, one answer after the other."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def __call__(self, host, port):
        self.asked.append(host)
        return self.answers.pop(0)


@pytest.fixture
def send(server, hooks, receiver):
    """Give a verb: send a test to a URL by a network; return the line of the log."""

    async def send(network, url):
        hook = await hooks(receiver, url=url)
        await hook.does("test")
        await Courier(server.db, network).carry_due()
        return (await hook.log())[0]

    return send


async def test_s11_with_default_settings_nothing_here_is_ever_called(
    server, receiver, careful, send
):
    """Even a webhook that was stored while it was allowed is judged anew when it is called."""
    port = receiver.port
    allowing_http = careful.model_copy(update={"webhook_http": True})
    for url, network in [
        (receiver.url, Network(careful)),
        (receiver.url, Network(allowing_http)),
        (f"http://shop.example:{port}/", Network(allowing_http, look_up=Names(["127.0.0.1"]))),
        (f"http://shop.example:{port}/", Network(allowing_http, look_up=Names(["::ffff:7f00:1"]))),
        (
            f"http://shop.example:{port}/",
            Network(allowing_http, look_up=Names(["93.184.215.14", "127.0.0.1"])),
        ),
    ]:
        assert (await send(network, url))["problem"] == "address_refused"
    assert receiver.calls == []


async def test_s11_the_address_that_was_checked_is_the_one_that_is_called(receiver, settings, send):
    """The name shows another face at the second look: there is no second look."""
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    line = await send(Network(settings, look_up=names), f"http://shop.example:{receiver.port}/a?b")
    assert line["status"] == "delivered"
    assert names.asked == ["shop.example"]
    assert receiver.calls[0].headers["host"] == f"shop.example:{receiver.port}"
    assert receiver.calls[0].path == "/a?b"


def certificate(name, folder):
    """Return a server's TLS context with a certificate of its own for `name`, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = datetime(2026, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(made - timedelta(days=365))
        .not_valid_after(made + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context, file


@pytest.mark.parametrize(("host", "came"), [("shop.example", None), ("bank.example", "tls")])
async def test_s11_the_certificate_is_checked_against_the_name_and_not_the_address(
    settings, send, tmp_path, host, came
):
    context, file = certificate("shop.example", tmp_path)
    twin = await Receiver(tls=context).open()
    network = Network(settings, look_up=Names(["127.0.0.1"]))
    network._tls = ssl.create_default_context(cafile=file)
    try:
        line = await send(network, f"https://{host}:{twin.port}/hook")
        assert (line["problem"], len(twin.taken)) == (came, 1 if came is None else 0)
    finally:
        await twin.close()
