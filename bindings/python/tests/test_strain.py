"""Many threads, many openings: nothing is lost and nothing leaks."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from fangxian import HazardDraft, HazardQuery, Ledger, News

THREADS = 8
EACH = 25
CYCLES = 1_000


def test_many_threads_write_and_read_at_once(two_phones):
    grid, _ = two_phones
    before = grid.count_hazards(HazardQuery())
    heard: list = []

    def work(thread: int) -> list:
        records = []
        for n in range(EACH):
            record = grid.report_hazard(HazardDraft(title=f"第{thread}组第{n}条")).record
            assert grid.hazard(record).face.title == f"第{thread}组第{n}条"
            grid.hazards(HazardQuery(limit=5))
            records.append(record)
        return records

    with grid.on_news(heard.append), ThreadPoolExecutor(THREADS) as pool:
        records = [record for some in pool.map(work, range(THREADS)) for record in some]
    assert len(set(records)) == THREADS * EACH
    assert grid.count_hazards(HazardQuery()) == before + THREADS * EACH
    told = {record for news in heard if isinstance(news, News.RECORDS) for record in news[0]}
    assert set(records) <= told
    assert grid.compare() == []


def test_closing_while_others_call_ends_every_call_in_a_typed_way(tmp_path):
    from fangxian import FangxianError

    ledger = Ledger.open(tmp_path)
    ends: list = []

    def call() -> None:
        while True:
            try:
                ledger.outbox()
            except FangxianError.Reopen:
                ends.append("closed")
                return

    threads = [threading.Thread(target=call) for _ in range(4)]
    [thread.start() for thread in threads]
    ledger.close()
    [thread.join(10) for thread in threads]
    assert ends == ["closed"] * 4


def test_a_thousand_openings_leak_neither_files_nor_memory(tmp_path):
    def cycle() -> None:
        with Ledger.open(tmp_path) as ledger, ledger.on_news(lambda _: None):
            ledger.outbox()

    for _ in range(50):
        cycle()
    files, memory = open_files(), resident_bytes()
    for _ in range(CYCLES):
        cycle()
    assert open_files() <= files
    grown = resident_bytes() - memory
    assert grown < 8 * 1024 * 1024, f"grown by {grown} bytes"


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
