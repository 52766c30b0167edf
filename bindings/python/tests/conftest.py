"""A real centre for every test that wants one, and phones on it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Optional

import pytest

from fangxian import Backoff, Ledger

ROOT = Path(__file__).resolve().parents[3]
TABLES = ROOT / "tests" / "data" / "wangchuan"
ONCE = Backoff(first_ms=10, cap_ms=10, tries_max=1)


class Centre:
    """A ``fangxian-server`` process on a folder of its own; with ``begins_ms``, the same by a clock
    that a file tells."""

    def __init__(
        self, folder: Path, tables: Path = TABLES, begins_ms: Optional[int] = None
    ) -> None:
        self.binary = os.environ["FANGXIAN_SERVER_BIN"]
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        serve = [self.binary, "serve", "--listen", "127.0.0.1:0", "--name", "测试中心"]
        self.clock = None if begins_ms is None else folder / "clock"
        self.clocked = str(Path(self.binary).with_name("centre"))
        if begins_ms is not None:
            self.tell(begins_ms)
            serve = [self.clocked, *serve[1:], "--clock", str(self.clock)]
        self.log = open(folder / "centre.log", "ab")
        self.process = subprocess.Popen(
            [*serve, "--data", str(folder)], stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.url = line.removeprefix("listening on ").strip() + "/"
                break
        else:
            raise RuntimeError("the centre ended before it listened")
        # Keeps reading, so that the centre never blocks on a full pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.import_tables(tables)

    def import_tables(self, tables: Path) -> None:
        files = [
            word
            for name in ("units", "people", "posts")
            for word in (f"--{name}", str(tables / f"{name}.csv"))
        ]
        self.admin("import", *files)

    def admin(self, *words: str) -> str:
        command = [self.binary, "admin", "--data", str(self.folder), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def tell(self, now_ms: int) -> None:
        """Sets its clock."""
        new = self.folder / "clock.new"
        new.write_text(str(now_ms))
        new.rename(self.clock)

    def code(self, person: str) -> str:
        if self.clock:
            words = ["code", "--data", self.folder, "--person", person, "--clock", self.clock]
            command = [self.clocked, *map(str, words)]
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        return json.loads(self.admin("enrol-code", "--person", person, "--json"))["code"]

    def phone(self, folder: Path, person: str, **options: object) -> Ledger:
        """A new phone, enrolled for ``person``."""
        ledger = Ledger.open(folder, **options)
        asyncio.run(ledger.enrol(self.url, self.code(person)))
        return ledger

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


def sync(*phones: Ledger) -> None:
    """Every phone once, in order; each must end up to date."""
    for phone in phones:
        report = asyncio.run(phone.sync(ONCE))
        assert report.outcome.is_up_to_date(), report


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory):
    running = Centre(tmp_path_factory.mktemp("centre"))
    yield running
    running.stop()


@pytest.fixture
def two_phones(centre: Centre, tmp_path: Path):
    """A grid worker's and the township's."""
    grid = centre.phone(tmp_path / "grid", "p-0001")
    township = centre.phone(tmp_path / "township", "p-0003")
    yield grid, township
    grid.close()
    township.close()
