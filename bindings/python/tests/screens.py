"""What a phone shows, as the names and words of scenario files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from fangxian import Grade, HazardQuery, HazardState, HazardView, Ledger, RecordView, face

if TYPE_CHECKING:
    from player import World


def word(value: Any) -> Any:
    """A word of the vocabulary as files write it."""
    return None if value is None else value.name.lower()


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


def common(world: World, view: RecordView) -> "dict[str, Any]":
    shown = face(view)
    return {
        "title": shown.title,
        "place_text": shown.place,
        "flags": [word(flag) for flag in shown.flags],
        "notices": dict(Counter(word(notice.kind) for notice in shown.notices)),
        "notice_texts": [notice.zh for notice in shown.notices],
        "conflicts": {
            one.field: [value.value[0] for value in one.values] for one in shown.conflicts
        },
        "conflict_authors": {
            one.field: [world.name(value.author.person) for value in one.values if value.author]
            for one in shown.conflicts
        },
        "proposals": len(shown.proposals),
        "proposals_by": [world.name(one.by) for one in shown.proposals],
        "unverified_by": [world.name(one.by) for one in shown.proposals if one.unverified],
        "proposal_needs": sorted({word(role) for one in shown.proposals for role in one.needs}),
        "people": [world.name(person) for person in shown.people],
    }


def hazard(world: World, view: HazardView) -> "dict[str, Any]":
    deadline = view.deadline
    five = {word(one.item): one for one in view.five}
    responsible = [world.name(one.person) if one.person else one.unit for one in view.responsible]
    return {
        "description": view.face.text("description"),
        "sector": view.face.text("sector"),
        "state": word(view.state),
        "next_by": [word(role) for role in view.next.who],
        "next_text": view.next.zh,
        "grade": word(view.grade.judged),
        "major": view.grade.suspected_major or view.grade.judged == Grade.MAJOR,
        "suspected": view.grade.suspected_major,
        "grade_why": view.grade.why.zh,
        "mode": word(view.mode),
        "deadline": deadline and deadline.day.isoformat(),
        "other_deadlines": [one.day.isoformat() for one in deadline.others] if deadline else [],
        "deadline_why": deadline and deadline.why.zh,
        "responsible": responsible,
        "owners": [world.unit_name(one) for one in view.owners],
        "listings": [word(one.level) for one in view.listings],
        "transfers": {world.unit_name(one.to): word(one.state) for one in view.transfers},
        "five": {item: one.achieved for item, one in five.items()},
        "five_yuan": {
            item: one.amount_fen // 100 for item, one in five.items() if one.amount_fen is not None
        },
        "five_amounts": {
            item: [amount.fen // 100 for amount in one.amounts_fen]
            for item, one in five.items()
        },
        "rounds": len(view.rounds),
        "dangers": len(view.dangers),
        "closed_as": view.closed and word(view.closed.kind),
        "same_as": [world.record_name(one) for one in view.same_as],
        "maybe_same_as": [world.record_name(one) for one in view.maybe_same_as],
    }


def training(world: World, view: Any) -> "dict[str, Any]":
    came = view.attendance
    return {
        "state": word(view.state),
        "attendance": len(came),
        "attendees": [world.name(one.attendee) for one in came],
        "minutes": {world.name(one.attendee): one.minutes for one in came},
        "person_minutes": view.person_minutes,
        "disputed": [world.name(one.attendee) for one in came if one.disputed],
        "rejected": [world.name(one.attendee) for one in came if one.rejected],
        "exams": len(view.exams),
        "passed": sorted({world.name(one.attendee) for one in view.exams if one.passed}),
        "headcounts": [one.count for one in view.headcounts],
    }


def site(world: World, view: Any) -> "dict[str, Any]":
    return {
        "state": "void" if view.void else "open",
        "status": word(view.status),
        "working_while_closed": view.working_while_closed,
        "checks": {one.item: word(one.result) for one in view.checks},
        "templates": {one.item: one.template for one in view.checks if one.template},
    }


def accident(world: World, view: Any) -> "dict[str, Any]":
    return {
        "state": word(view.state),
        "dead": view.figures.dead,
        "official_dead": view.official and view.official.figures.dead,
        "no_official": view.official is None,
        "all_dead": [one.figures.dead for one in view.statements],
        "level": word(view.level),
    }
