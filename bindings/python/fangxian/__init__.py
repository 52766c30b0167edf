"""Fangxian (防线): an offline-first ledger of work-safety hazards and training.

If one person closes a hazard while another, without signal, saw that it is still dangerous, it
stays open, on every phone, with one sentence that says why.
"""

# First: nothing of a library of another build may be used.
from .library import __version__  # isort: skip
from . import text as _text  # isort: skip  # noqa: F401
from .generated.fangxian_bindings import *  # noqa: F403
from .generated.fangxian_bindings import __all__ as _generated
from .ids import (
    ChangeHash,
    DeviceId,
    Division,
    EnvelopeHash,
    EvidenceHash,
    FactId,
    Kind,
    PageKey,
    PersonId,
    RecordId,
    Scope,
)
from .ledger import Ledger, Subscription, act_of_name, face, label

# What this package has in its own way.
_OURS = ("LedgerCore", "OpenOptions", "Subscription", "act_of_name")

__all__ = [
    *(name for name in _generated if name not in _OURS),
    "ChangeHash",
    "DeviceId",
    "Division",
    "EnvelopeHash",
    "EvidenceHash",
    "FactId",
    "Kind",
    "Ledger",
    "PageKey",
    "PersonId",
    "RecordId",
    "Scope",
    "Subscription",
    "__version__",
    "act_of_name",
    "face",
    "label",
]
