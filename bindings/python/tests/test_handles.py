"""Subscriptions and synchronisations are handles: cancelling one ends it."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import Centre, sync

from fangxian import Backoff, HazardDraft, HazardQuery, News, SyncOutcome


def heard_records(heard: list) -> list:
    return [record for news in heard if isinstance(news, News.RECORDS) for record in news[0]]


def test_a_subscription_hears_of_saves_until_it_is_closed(two_phones):
    grid, _ = two_phones
    heard: list = []
    with grid.on_news(heard.append):
        record = grid.report_hazard(HazardDraft(title="漏水")).record
        assert heard_records(heard) == [record]
    grid.report_hazard(HazardDraft(title="漏电"))
    assert heard_records(heard) == [record]


def test_a_subscription_hears_what_others_said(two_phones):
    grid, township = two_phones
    record = grid.report_hazard(HazardDraft(title="漏水")).record
    sync(grid)
    heard: list = []
    with township.on_news(heard.append):
        sync(township)
    assert record in heard_records(heard)


def test_a_handle_forgotten_on_another_thread_ends_the_news(two_phones):
    grid, _ = two_phones
    heard: list = []
    handles = [grid.on_news(heard.append)]

    def forget() -> None:
        handles.clear()
        gc.collect()

    thread = threading.Thread(target=forget)
    thread.start()
    thread.join()
    grid.report_hazard(HazardDraft(title="漏水"))
    assert heard == []


def test_a_hearer_may_write_and_cancel_while_it_hears(two_phones):
    grid, _ = two_phones
    handles: list = []

    def hear(news: News) -> None:
        if handles:
            handles.pop().close()
            grid.report_hazard(HazardDraft(title="回报"))

    handles.append(grid.on_news(hear))
    grid.report_hazard(HazardDraft(title="漏水"))
    assert grid.count_hazards(HazardQuery(text="回报")) == 1


def test_a_live_query_shows_what_is_new(two_phones):
    grid, _ = two_phones

    async def watch() -> list:
        counts = []
        async for count in grid.live(lambda: grid.count_hazards(HazardQuery())):
            counts.append(count)
            if len(counts) == 2:
                return counts
            await asyncio.to_thread(grid.report_hazard, HazardDraft(title="漏水"))
        return counts

    first, second = asyncio.run(asyncio.wait_for(watch(), 20))
    assert second == first + 1


def test_news_can_be_iterated_and_left(two_phones):
    grid, _ = two_phones

    async def first_news() -> News:
        waiting = asyncio.ensure_future(anext_of(grid.news()))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(grid.report_hazard, HazardDraft(title="漏水"))
        return await asyncio.wait_for(waiting, 10)

    async def anext_of(stream):
        async for news in stream:
            return news

    assert isinstance(asyncio.run(first_news()), News.RECORDS)


def test_a_cancelled_synchronisation_ends_and_the_next_one_works(centre, tmp_path):
    # A centre that is paused takes the connection and does not answer.
    grid = centre.phone(tmp_path / "grid", "p-0001")
    grid.report_hazard(HazardDraft(title="漏水"))
    os.kill(centre.process.pid, signal.SIGSTOP)
    try:

        async def cancelled() -> float:
            task = asyncio.ensure_future(grid.sync())
            await asyncio.sleep(0.2)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - began

        assert asyncio.run(cancelled()) < 2
    finally:
        os.kill(centre.process.pid, signal.SIGCONT)
    sync(grid)
    assert grid.outbox().only_here == 0
    grid.close()


def test_without_a_signal_the_report_says_when_to_try_again(tmp_path):
    alone = Centre(tmp_path / "centre")
    with alone.phone(tmp_path / "grid", "p-0001") as grid:
        grid.report_hazard(HazardDraft(title="漏水"))
        alone.stop()
        report = asyncio.run(grid.sync(Backoff(first_ms=10, cap_ms=20, tries_max=2)))
        assert isinstance(report.outcome, SyncOutcome.STOPPED)
        assert report.outcome.retry_at is not None and report.waiting == 1
        assert report.outcome.why.is_no_connection()


# A machine so busy that whoever woke the event loop does not run again before the program ends.
BUSY = """
import asyncio, sys, threading, time
import fangxian

class Busy(asyncio.SelectorEventLoop):
    def call_soon_threadsafe(self, *words, **named):
        handle = super().call_soon_threadsafe(*words, **named)
        if threading.current_thread() is not threading.main_thread():
            for _ in range(500):
                time.sleep(0.001)
        return handle

with fangxian.Ledger.open(sys.argv[1]) as ledger:
    try:
        Busy().run_until_complete(ledger.enrol("http://127.0.0.1:1/", "0000-0000-0000"))
    except fangxian.FangxianError.TryLater:
        print("ended")
"""


def test_a_program_that_ends_while_a_callback_returns_ends_well(tmp_path):
    program = [sys.executable, "-c", BUSY, str(tmp_path)]
    run = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "ended\n"), run.stderr
