"""What the app brings: a key store, a signer, a log, a network policy."""

from __future__ import annotations

import asyncio

import pytest
from conftest import ONCE, Centre, sync
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fangxian import (
    FangxianError,
    HazardDraft,
    HostError,
    KeyStore,
    Ledger,
    LogLevel,
    LogSink,
    NetworkPolicy,
    NetworkUse,
    Signer,
    SyncOutcome,
)


class Hardware(Signer):
    """A key of another library, which can be locked."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.locked: "Exception | None" = None

    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        if self.locked is not None:
            raise self.locked
        return self.key.sign(message)


class Vault(KeyStore):
    def __init__(self) -> None:
        self.secret: "bytes | None" = None

    def load(self) -> "bytes | None":
        return self.secret

    def save(self, secret: bytes) -> None:
        self.secret = secret


class Lines(LogSink):
    def __init__(self) -> None:
        self.lines: list = []

    def log(self, level: LogLevel, line: str) -> None:
        self.lines.append((level, line))


class Policy(NetworkPolicy):
    def __init__(self) -> None:
        self.allowed = True
        self.asked: list = []

    def permits(self, purpose: NetworkUse, upload_bytes: int) -> bool:
        self.asked.append((purpose, upload_bytes))
        if self.allowed is None:
            raise RuntimeError("no idea")
        return self.allowed


def test_a_key_in_hardware_signs_and_a_locked_one_is_a_typed_error(centre: Centre, tmp_path):
    signer = Hardware()
    grid = centre.phone(tmp_path / "grid", "p-0001", signer=signer)
    grid.report_hazard(HazardDraft(title="漏水"))
    sync(grid)
    for locked in (HostError.Failed("locked"), ValueError("locked")):
        signer.locked = locked
        with pytest.raises(FangxianError.KeyStore) as error:
            grid.report_hazard(HazardDraft(title="漏电"))
        assert "解锁" in error.value.reason_zh
        report = asyncio.run(grid.sync(ONCE))
        assert isinstance(report.outcome, SyncOutcome.STOPPED)
        assert report.outcome.why.is_cannot_sign()
    signer.locked = None
    grid.report_hazard(HazardDraft(title="漏电"))
    sync(grid)
    grid.close()


def test_a_secret_in_the_apps_key_store_is_the_same_device_after_a_restart(
    centre: Centre, tmp_path
):
    vault = Vault()
    grid = centre.phone(tmp_path / "grid", "p-0001", key_store=vault)
    device = grid.me().device
    grid.close()
    assert len(vault.secret) == 32
    files = [path for path in (tmp_path / "grid").rglob("*") if path.is_file()]
    assert all(vault.secret not in path.read_bytes() for path in files)
    with Ledger.open(tmp_path / "grid", key_store=vault) as again:
        assert again.me().device == device
        again.report_hazard(HazardDraft(title="漏水"))
        sync(again)


def test_without_its_key_a_ledger_is_read_and_its_words_go_on_once_it_is_enrolled_again(
    centre: Centre, tmp_path
):
    with centre.phone(tmp_path, "p-0001", signer=Hardware()) as grid:
        record = grid.report_hazard(HazardDraft(title="漏水")).record
    for other in ({"signer": Hardware()}, {"key_store": Vault()}):
        with Ledger.open(tmp_path, **other) as grid:
            assert grid.hazard(record).face.title == "漏水"
            with pytest.raises(FangxianError.NotEnrolled) as error:
                grid.me()
            assert "再登记" in error.value.reason_zh
            with pytest.raises(FangxianError.NotEnrolled):
                grid.report_hazard(HazardDraft(title="漏电"))
    with Ledger.open(tmp_path, key_store=Vault()) as grid:
        with pytest.raises(FangxianError.BadInput) as refused:
            asyncio.run(grid.enrol(centre.url, centre.code("p-0002")))
        assert refused.value.field == "code"
        asyncio.run(grid.enrol(centre.url, centre.code("p-0001")))
        assert grid.outbox().only_here == 1
        sync(grid)
        assert grid.outbox().only_here == 0


def test_a_key_store_and_a_signer_together_are_refused(tmp_path):
    with pytest.raises(FangxianError.BadInput) as error:
        Ledger.open(tmp_path, key_store=Vault(), signer=Hardware())
    assert error.value.field == "signer"


def test_the_log_tells_what_was_done_and_nothing_that_was_typed(centre: Centre, tmp_path):
    log = Lines()
    grid = centre.phone(tmp_path / "grid", "p-0001", log=log)
    grid.report_hazard(HazardDraft(title="张三家漏水"))
    with pytest.raises(FangxianError.BadInput):
        grid.report_hazard(HazardDraft(title="张三家漏水" * 100))
    sync(grid)
    grid.close()
    said = [line for _, line in log.lines]
    assert said[0].startswith("open:") and said[-1] == "closed"
    assert any(line.startswith("sync: ") and "pushed: 1" in line for line in said)
    assert (LogLevel.WARNING, True) in [
        (level, line.startswith("report_hazard:")) for level, line in log.lines
    ]
    assert not any("张三" in line for line in said)


def test_the_network_policy_is_asked_and_holds_back(centre: Centre, tmp_path):
    policy = Policy()
    grid = centre.phone(tmp_path / "grid", "p-0001", network=policy)
    grid.report_hazard(HazardDraft(title="漏水"))
    for refusing in (False, None):
        policy.allowed = refusing
        report = asyncio.run(grid.sync())
        assert report.outcome == SyncOutcome.HELD_BACK() and report.waiting == 1
    policy.allowed = True
    sync(grid)
    assert policy.asked[-1][0] == NetworkUse.EXCHANGE and policy.asked[-1][1] > 0
    grid.close()


def test_an_observer_that_throws_disturbs_nobody(centre: Centre, tmp_path):
    log = Lines()
    grid = centre.phone(tmp_path / "grid", "p-0001", log=log)

    def fail(_: object) -> None:
        raise RuntimeError("on purpose")

    heard: list = []
    with grid.on_news(fail), grid.on_news(heard.append):
        grid.report_hazard(HazardDraft(title="漏水"))
    assert heard and any(line.startswith("observer:") for _, line in log.lines)
    grid.close()
