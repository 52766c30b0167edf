"""The ledger (台账) as Python programmers expect it.

Local verbs block and are fast; call them through ``asyncio.to_thread`` where that matters.
``enrol``, ``centre_moved`` and ``sync`` are coroutines, and cancelling their task cancels them.
"""

from __future__ import annotations

import asyncio
import os
from typing import AsyncIterator, Callable, Optional, TypeVar, Union

from .library import core as _core

T = TypeVar("T")

# Acts of each kind, and what says them as acts of any.
_ACTS = (
    (_core.HazardAct, _core.Act.HAZARD),
    (_core.TrainingAct, _core.Act.TRAINING),
    (_core.SiteAct, _core.Act.SITE),
    (_core.AccidentAct, _core.Act.ACCIDENT),
)


class Ledger(_core.LedgerCore):
    """The ledger of one device: every verb of the domain is one method.

    ``with Ledger.open(folder) as ledger:`` closes it at the end. It may be used from any thread.
    """

    @classmethod
    def open(  # type: ignore[override]
        cls,
        folder: Union[str, "os.PathLike[str]"],
        *,
        key_store: Optional[_core.KeyStore] = None,
        signer: Optional[_core.Signer] = None,
        log: Optional[_core.LogSink] = None,
        network: Optional[_core.NetworkPolicy] = None,
    ) -> "Ledger":
        """Opens the ledger in ``folder``, creating it when there is none.

        ``key_store`` keeps the device's secret, ``signer`` signs with a key in hardware; without
        either the key lies in the folder.
        """
        options = _core.OpenOptions(key_store=key_store, signer=signer, log=log, network=network)
        core = super().open(os.fspath(folder), options)
        return cls._uniffi_make_instance(core._uniffi_clone_handle())

    def close(self) -> None:
        """Closes the ledger. Every later call raises ``FangxianError.Reopen``."""
        self.shut()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def act_of(said: object) -> _core.Act:
        """An act of a kind, such as ``HazardAct.CLAIM(...)``, as an act of any kind."""
        for kind, act in _ACTS:
            if isinstance(said, kind):
                return act(said)
        if isinstance(said, _core.Act):
            return said
        raise TypeError("say an act, such as HazardAct.ACCEPT()")

    def say(  # type: ignore[override]
        self, record: _core.RecordId, shown: Optional[_core.Version], said: object
    ) -> _core.Saved:
        """Says something of a record: an act of its kind, such as ``HazardAct.CLAIM(...)``.

        ``shown`` is the version of the view that was on the screen: an act that decides covers
        that and nothing that arrived since, and is not taken without it.
        """
        return super().say(record, shown, self.act_of(said))

    async def sync(  # type: ignore[override]
        self, backoff: Optional[_core.Backoff] = None
    ) -> _core.SyncReport:
        """Says everything that waits and hears everything new.

        A lost connection is no error: the report tells it. Cancelling the task ends it; what was
        done stays done.
        """
        cancel = _core.SyncCancel()
        try:
            return await super().sync(cancel, backoff)
        finally:
            cancel.cancel()

    def on_news(self, hear: Callable[[_core.News], object]) -> "Subscription":
        """Calls ``hear`` for everything that changes, on the thread that changed it.

        The handle cancels when it is closed, left as a context or forgotten.
        """
        return Subscription(self.subscribe(_Hearer(hear)))

    async def news(self) -> AsyncIterator[_core.News]:
        """Everything that changes from now on, until the iteration ends."""
        loop = asyncio.get_running_loop()
        queue: "asyncio.Queue[_core.News]" = asyncio.Queue()
        with self.on_news(lambda news: loop.call_soon_threadsafe(queue.put_nowait, news)):
            while True:
                yield await queue.get()

    async def live(self, read: Callable[[], T]) -> AsyncIterator[T]:
        """What ``read`` returns now and after each change, as in
        ``async for page in ledger.live(lambda: ledger.hazards(HazardQuery()))``.

        Changes that come while it reads are told once.
        """
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def hear(news: _core.News) -> None:
            if not isinstance(news, _core.News.SYNC):
                loop.call_soon_threadsafe(changed.set)

        with self.on_news(hear):
            while True:
                changed.clear()
                yield await asyncio.to_thread(read)
                await changed.wait()


def face(view: _core.RecordView) -> _core.Face:
    """What every record shows, whatever its kind."""
    (of_kind,) = vars(view).values()
    return of_kind.face


class Subscription:
    """A subscription (订阅). The end of the handle is the end of the news."""

    def __init__(self, handle: _core.Subscription) -> None:
        self._handle = handle

    def close(self) -> None:
        """Stops the news. Once is enough; more does no harm."""
        self._handle.cancel()

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Hearer(_core.Observer):
    def __init__(self, hear: Callable[[_core.News], object]) -> None:
        self._hear = hear

    def heard(self, news: _core.News) -> None:
        self._hear(news)


_LABELS: "dict[type, Callable[..., _core.Spoken]]" = {
    _core.AccidentLevel: _core.name_of_accident_level,
    _core.AccidentState: _core.name_of_accident_state,
    _core.CheckResult: _core.name_of_check_result,
    _core.CloseKind: _core.name_of_close_kind,
    _core.FiveItem: _core.name_of_five_item,
    _core.Flag: _core.name_of_flag,
    _core.Grade: _core.name_of_grade,
    _core.HazardSource: _core.name_of_hazard_source,
    _core.HazardState: _core.name_of_hazard_state,
    _core.ListingLevel: _core.name_of_listing_level,
    _core.OrderMode: _core.name_of_order_mode,
    _core.PlanItem: _core.name_of_plan_item,
    _core.ProblemCode: _core.name_of_problem_code,
    _core.RefusalCode: _core.name_of_refusal_code,
    _core.ReinspectResult: _core.name_of_reinspect_result,
    _core.Role: _core.name_of_role,
    _core.SignMethod: _core.name_of_sign_method,
    _core.SiteStatus: _core.name_of_site_status,
    _core.TrainingState: _core.name_of_training_state,
    _core.TransferState: _core.name_of_transfer_state,
}


def label(word: object) -> _core.Spoken:
    """What people call a word of the vocabulary: ``label(HazardState.CLOSED).zh``."""
    return _LABELS[type(word)](word)
