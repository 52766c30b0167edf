"""Ids, days and moments. An id is text of a type of its own: one cannot be taken for another."""

from __future__ import annotations

import datetime

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class _Id(str):
    """Text that names something."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class RecordId(_Id):
    """A record (记录)."""


class FactId(_Id):
    """A fact (事实)."""


class PersonId(_Id):
    """A person (人员), such as ``p-0001``."""


class DeviceId(_Id):
    """A device (设备)."""


class Division(_Id):
    """A division (区划): twelve digits, such as ``990101101204``."""


class Scope(_Id):
    """A scope (辖区): the first digits of divisions, such as ``990101``."""


class EvidenceHash(_Id):
    """The hash of an attachment (证据)."""


class ChangeHash(_Id):
    """The hash of a change."""


class EnvelopeHash(_Id):
    """The hash of a signed envelope."""


class Kind(_Id):
    """A kind of record: ``hazard``, ``training``, ``site``."""


class PageKey(_Id):
    """Where a page begins: opaque, to be handed back with the same query."""


def moment(milliseconds: int) -> datetime.datetime:
    """The moment so many milliseconds after 1970 UTC."""
    return _EPOCH + datetime.timedelta(milliseconds=milliseconds)


def milliseconds(at: datetime.datetime) -> int:
    """Milliseconds since 1970 UTC; a moment without a zone is in the device's own."""
    return (at.astimezone(datetime.timezone.utc) - _EPOCH) // datetime.timedelta(milliseconds=1)
