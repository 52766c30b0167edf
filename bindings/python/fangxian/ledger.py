"""The ledger (台账) as Python programmers expect it.

Local verbs block and are fast; call them through ``asyncio.to_thread`` where that matters.
``enrol``, ``centre_moved`` and ``sync`` are coroutines, and cancelling their task cancels them.
"""

from __future__ import annotations

import asyncio
import os
from typing import (
    AsyncIterator,
    Callable,
    Iterable,
    Mapping,
    Optional,
    Sequence,
    TypeVar,
    Union,
    get_type_hints,
)

from .library import core as _core

T = TypeVar("T")


def _arms(of: type) -> "list[type]":
    """The arms of a generated enum."""
    return [arm for arm in vars(of).values() if isinstance(arm, type) and issubclass(arm, of)]


# What a field or a part of an act may hold, as Python has it.
Value = Union[str, int, bool, bytes, None, _core.Scalar]


def _scalar(value: Value) -> _core.Scalar:
    if value is None:
        return _core.Scalar.NULL()
    # A truth is a number, too, in Python.
    made = {
        str: _core.Scalar.TEXT,
        bool: _core.Scalar.BOOL,
        int: _core.Scalar.INT,
        bytes: _core.Scalar.BYTES,
    }
    return next((of(value) for kind, of in made.items() if isinstance(value, kind)), value)


def act_of_name(
    kind: str, name: str, parts: "Optional[Mapping[str, Value]]" = None
) -> _core.Act:
    """An act by its name, of a kind by its name, with its parts by theirs, as documents spell them,
    as in ``act_of_name("hazard", "close", {"kind": "rectified"})``: for forms and pages that hold
    words and know no types. What is missing or wrong is ``FangxianError.BadInput``.
    """
    held = {part: _scalar(value) for part, value in (parts or {}).items()}
    return _core.act_of_name(kind, name, held)


# Acts of each kind, and what says them as acts of any.
_ACTS = {get_type_hints(arm.__init__)["act"]: arm for arm in _arms(_core.Act)}


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
        clock: Optional[_core.HostClock] = None,
    ) -> "Ledger":
        """Opens the ledger in ``folder``, creating it when there is none.

        ``key_store`` keeps the device's secret, ``signer`` signs with a key in hardware; without
        either the key lies in the folder. ``clock`` tells the time instead of the device.
        """
        options = _core.OpenOptions(
            key_store=key_store, signer=signer, log=log, network=network, clock=clock
        )
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
        for kind, act in _ACTS.items():
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

    def say_all(  # type: ignore[override]
        self, record: _core.RecordId, shown: Optional[_core.Version], said: "Iterable[object]"
    ) -> _core.Saved:
        """Says several things of a record at once: all are saved, or none."""
        return super().say_all(record, shown, [self.act_of(one) for one in said])

    def begin(  # type: ignore[override]
        self,
        first: object,
        fields: "Optional[Mapping[str, Value]]" = None,
        *,
        position: Optional[_core.Position] = None,
        home: Optional[_core.Division] = None,
        attachments: "Sequence[_core.Attachment]" = (),
    ) -> _core.Saved:
        """Begins a record of any kind: of that which ``first`` begins, as in
        ``ledger.begin(SiteAct.REGISTER(), {"name": "三棵槐加油站"})``.

        ``fields`` say what it is called and how it is described, by their names. A ``NewRecord``
        may begin with several acts.
        """
        if isinstance(first, _core.NewRecord):
            return super().begin(first)
        new = _core.NewRecord(
            acts=[self.act_of(first)],
            fields={name: _scalar(value) for name, value in (fields or {}).items()},
            position=position,
            home=home,
            attachments=list(attachments),
        )
        return super().begin(new)

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


# What says what people call a word, by the type of word.
_LABELS: "dict[type, Callable[..., _core.Spoken]]" = {
    get_type_hints(says)["word"]: says
    for name, says in vars(_core).items()
    if name.startswith("name_of_")
}


def label(word: object) -> _core.Spoken:
    """What people call a word of the vocabulary: ``label(HazardState.CLOSED).zh``."""
    return _LABELS[type(word)](word)
