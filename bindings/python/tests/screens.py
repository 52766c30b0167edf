"""What a phone shows of a record, and of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangxian import FangxianError, HazardQuery, HazardState, Ledger, RecordId

if TYPE_CHECKING:
    from player import World


def whole(ledger: Ledger) -> "dict[str, Any]":
    def count(open: "bool | None") -> int:
        every = ledger.count_hazards(HazardQuery(open=open))
        void = HazardQuery(open=open, states=[HazardState.VOID])
        return every - ledger.count_hazards(void)

    outbox = ledger.outbox()
    return {
        "hazards": count(None),
        "open_hazards": count(True),
        "waiting": outbox.only_here + outbox.sent,
        "refused": outbox.quarantined,
        "unverified": outbox.unverified,
    }


def of_record(ledger: Ledger, record: RecordId) -> "dict[str, Any]":
    """The view as its kind has it, and beside it what else there is to see."""
    try:
        (view,) = vars(ledger.view(record)).values()
    except FangxianError.NotFound:
        return {"here": False}
    try:
        near = [one.record for one in ledger.likely_duplicates(record)]
    except FangxianError.NotFound:
        near = []
    evidence = ledger.evidence(record)
    return {
        **vars(view),
        "here": True,
        "history": [step.zh for step in ledger.history(record)],
        "explained": ledger.explain(record).zh,
        "place": ledger.place(record),
        "evidence": len(evidence),
        "photos_waiting": sum(not one.arrived for one in evidence),
        "near": near,
    }


def named(world: World, found: Any) -> Any:
    """What was found, with names in place of the ids of people, records and units."""
    names = {str(one): name for name, one in reversed(world.units.items())}
    names.update({str(one): name for name, one in {**world.ids, **world.records}.items()})

    def name(one: Any) -> Any:
        if isinstance(one, list):
            return [name(item) for item in one]
        if isinstance(one, dict):
            return {name(key): name(value) for key, value in one.items()}
        return names.get(one, one) if isinstance(one, str) else one

    return name(found)
