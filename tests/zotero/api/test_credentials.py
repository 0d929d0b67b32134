"""Keys: where they come from, and that they show themselves nowhere."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as Nothing
from keyrings import Broken, InMemory, Locked, SwitchedOff, keyring_of

from refkit.errors import InputError, RefkitError, ZoteroError
from refkit.zotero.api.credentials import VARIABLE, Secret, Secrets

URL = "https://api.zotero.org"
KEY = Secret("aKeyThatNobodyMaySee1234")
BACKENDS = [Nothing, Locked, Broken, SwitchedOff]


@pytest.fixture
def keyring() -> Iterator[InMemory]:
    with keyring_of(InMemory()) as backend:
        assert isinstance(backend, InMemory)
        yield backend


def test_the_environment_goes_before_the_keyring(keyring: InMemory) -> None:
    Secrets({}).keep_web_key(URL, KEY)
    both = Secrets({VARIABLE: "anotherKeyForThisOneRun"})

    assert both.web_key(URL) == Secret("anotherKeyForThisOneRun")
    assert both.origin(URL) == VARIABLE
    assert Secrets({}).web_key(URL) == KEY
    assert Secrets({}).origin(URL).startswith("the keyring (")


def test_a_key_is_for_the_host_that_it_was_stored_for(keyring: InMemory) -> None:
    Secrets({}).keep_web_key(URL, KEY)

    assert Secrets({}).web_key("https://zotero.example.org") is None


def test_a_local_key_is_for_one_database(keyring: InMemory) -> None:
    secrets = Secrets({})
    secrets.keep_local_key("SERVER", KEY)

    assert secrets.local_key("SERVER") == KEY
    assert secrets.local_key("ANOTHER") is None


def test_what_is_forgotten_is_gone(keyring: InMemory) -> None:
    secrets = Secrets({})
    secrets.keep_web_key(URL, KEY)
    secrets.keep_local_key("SERVER", KEY)

    assert (secrets.forget_web_key(URL), secrets.forget_local_key()) == (True, True)
    assert keyring.held == {}
    assert (secrets.forget_web_key(URL), secrets.forget_local_key()) == (False, False)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_keyring_that_fails_has_no_key_and_says_why(backend: type[KeyringBackend]) -> None:
    with keyring_of(backend()):
        secrets = Secrets({})

        assert secrets.web_key(URL) is None
        with pytest.raises(ZoteroError) as caught:
            secrets.keep_web_key(URL, KEY)

    message = str(caught.value)
    assert message.startswith("the key is not stored: ")
    assert message.endswith(f"; set {VARIABLE} instead")
    assert KEY.reveal() not in repr(caught.value)
    assert "\n" not in message


def test_without_the_package_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    secrets = Secrets({})

    assert secrets.web_key(URL) is None
    assert not secrets.forget_web_key(URL)
    assert "pip install '.[secrets]'" in secrets.trouble()
    with pytest.raises(ZoteroError, match="is not installed"):
        secrets.keep_local_key("SERVER", KEY)


@pytest.mark.parametrize(
    "text",
    ["", "short", "with a blank", "twoLinesOfAKey\r\nX-Injected: 1", "kéyOfNobody", "x" * 999],
)
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Secret.parse(text, VARIABLE)

    assert str(caught.value).startswith(f"{VARIABLE}: is no key")
    assert text not in str(caught.value) or not text


def test_a_variable_that_holds_no_key_is_told() -> None:
    with pytest.raises(RefkitError, match=f"{VARIABLE}: is no key of Zotero"):
        Secrets({VARIABLE: "no key"}).web_key(URL)


def test_a_secret_shows_itself_to_nobody() -> None:
    shown = [repr(KEY), str(KEY), f"{KEY}", f"{[KEY]}", repr(Secrets({VARIABLE: KEY.reveal()}))]

    assert not any(KEY.reveal() in text for text in shown)
    assert KEY.hidden_in(f"key={KEY.reveal()}!") == "key=…!"
    for give_away in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not to be pickled"):
            give_away(KEY)
