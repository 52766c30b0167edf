"""Plays scenario files through the skin: who does what offline, and what every phone must show."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any, Callable

import screens
import verbs
from conftest import ONCE, Centre
from events import EVENTS, TABLES, Line

from fangxian import (
    Conflict,
    FactId,
    FangxianError,
    Ledger,
    PersonId,
    RecordId,
    RecordView,
    Saved,
    Version,
    face,
)


class Unknown(Exception):
    """This player does not know a word of the scenario."""


class World:
    """Everything in a scenario that has a name."""

    def __init__(self, plan: dict, centre: Centre, tables: Path, folder: Path) -> None:
        self.centre = centre
        self.ids = {person["name"]: PersonId(person["id"]) for person in plan["people"]}
        self.tables = tables
        with open(tables / "units.csv", encoding="utf-8-sig") as rows:
            self.rows = {row["name"]: row for row in csv.DictReader(rows)}
        self.units = {name: row["division"] for name, row in self.rows.items()}
        self.records: "dict[str, RecordId]" = {}
        self.facts: "dict[str, FactId]" = {}
        self.sign_ins: "dict[tuple[str, RecordId, PersonId], FactId]" = {}
        self.screens: "dict[str, tuple[Version, list[Conflict]]]" = {}
        self.offline: "set[str]" = set()
        self.backups: "dict[str, Path]" = {}
        self.folder = folder
        self.folders: "dict[str, Path]" = {}
        self.lines: "dict[str, Line]" = {}
        self.phones: "dict[str, Ledger]" = {}
        for phone in plan["phones"]:
            self.enrol(phone["name"], self.ids[phone["person"]])

    def enrol(self, name: str, person: PersonId) -> None:
        self.folders[name], self.lines[name] = self.folder / f"phone-{len(self.folders)}", Line()
        place, line = self.folders[name], self.lines[name]
        self.phones[name] = self.centre.phone(place, str(person), network=line)

    def start(self, name: str) -> None:
        self.phones[name] = Ledger.open(self.folders[name], network=self.lines[name])

    def person(self, name: str) -> PersonId:
        return self.ids.setdefault(name, PersonId(f"v-{len(self.ids) + 1:04}"))

    def unit(self, name: str) -> str:
        return self.units[name]

    @staticmethod
    def unknown(plan: dict) -> "list[str]":
        """Words of the plan this player does not know."""
        steps = plan["steps"]
        said = {step["verb"] for step in steps if step["does"] != "check"}
        checks = [one for step in steps if step["does"] == "check" for one in step["expect"]]
        expected = {one["of"] for one in [*plan["expect"], *checks]}
        known = {*verbs.VERBS, *EVENTS, "reads"}
        return sorted(said - known) + sorted(expected & BY_THE_CLOCK)

    @staticmethod
    def is_alone(plan: dict) -> bool:
        """Whether it needs a centre of its own: it looks at all that a phone has, changes units and
        posts, or asks whether a photo is there, which may be that of another scenario."""
        checks = [one for step in plan["steps"] if step["does"] == "check" for one in step["expect"]]
        looks = [*plan["expect"], *checks]
        changes = any(step.get("verb") in (*TABLES, "metered") for step in plan["steps"])
        return changes or any(not one["record"] or one["of"] == "near" for one in looks)

    def play(self, plan: dict) -> None:
        for step in plan["steps"]:
            try:
                self.step(step)
            except (AssertionError, FangxianError) as error:
                raise AssertionError(f"line {step['line']}, {step['said']}: {error}") from error
        self.expect(plan["expect"])

    def close(self) -> None:
        for phone in self.phones.values():
            phone.close()

    def step(self, step: dict) -> None:
        if step["does"] == "check":
            self.expect(step["expect"])
        elif step["does"] == "act":
            self.act(step)
        else:
            everyone = step["phones"] == ["everyone"]
            names = list(self.phones) if everyone else step["phones"]
            EVENTS[step["verb"]](self, names, step["args"], everyone)

    def sync(self, names: "list[str]", _: dict, everyone: bool) -> None:
        for name in names * 2 if everyone else names:
            if name in self.offline:
                continue
            outcome = asyncio.run(self.phones[name].sync(ONCE)).outcome
            # A revoked phone keeps what it has; the scenario looks at what that leads to.
            refused = outcome.is_stopped() and outcome.why.is_refused()
            assert outcome.is_up_to_date() or refused, f"{name}: {outcome}"

    def act(self, step: dict) -> None:
        verb, args, name = step["verb"], step["args"], step["phones"][0]
        ledger = self.phones[name]
        record = self.records.get(step["record"])
        if verb == "reads":
            shown = face(ledger.view(record))
            self.screens[args["as"]] = (shown.version, shown.conflicts)
            return
        fails = args.get("fails")
        try:
            saved: Saved = verbs.VERBS[verb](self, name, record, args)
        except FangxianError as error:
            refusal = REFUSALS.get(type(error).__name__, ())
            assert fails in refusal, error
            return
        assert fails is None, f"was taken, but should fail: {fails}"
        if "as" in args:
            if record is None:
                self.records[args["as"]] = saved.record
            elif saved.fact:
                self.facts[args["as"]] = saved.fact
        assert bool(saved.needs) == (args.get("proposal") == "yes"), f"needs {saved.needs}"

    def shown(self, phone: str, record: RecordId, args: dict) -> Version:
        name = args.get("seeing")
        return self.screens[name][0] if name else face(self.phones[phone].view(record)).version

    def conflict(self, phone: str, record: RecordId, args: dict) -> Conflict:
        name = args.get("seeing")
        conflicts = self.screens[name][1] if name else self.phones[phone].conflicts(record)
        return next(one for one in conflicts if one.field == args["field"])

    def expect(self, expected: "list[dict]") -> None:
        for one in expected:
            names = list(self.phones) if one["phone"] == "everyone" else [one["phone"]]
            for name in names:
                shown = self.screen(name, one["record"])
                missing = shown.get("here") is False and one["of"] != "here"
                assert not missing, f"line {one['line']}, {name} · {one['record']}: not here"
                if one["of"] not in shown:
                    raise Unknown(one["word"])
                there = shown[one["of"]]
                assert RULES[one["rule"]](one["value"], there), (
                    f"line {one['line']}, {name} · {one['record']} · {one['word']}: "
                    f"expected {one['value']}, shown {there}"
                )

    def screen(self, phone: str, record: str) -> "dict[str, Any]":
        if phone not in self.phones:
            raise Unknown(phone)
        ledger = self.phones[phone]
        if not record:
            return screens.whole(ledger)
        record_id = self.records[record]
        try:
            view = ledger.view(record_id)
        except FangxianError.NotFound:
            return {"here": False}
        shown = {"here": True, **screens.common(self, view)}
        if isinstance(view, RecordView.HAZARD):
            shown.update(screens.hazard(self, view.hazard))
            near = ledger.likely_duplicates(record_id)
            shown["near"] = [self.record_name(one.record) for one in near]
        elif isinstance(view, RecordView.TRAINING):
            shown.update(screens.training(self, view.training))
        elif isinstance(view, RecordView.SITE):
            shown.update(screens.site(self, view.site))
        elif isinstance(view, RecordView.ACCIDENT):
            shown.update(screens.accident(self, view.accident))
        evidence = ledger.evidence(record_id)
        shown["history"] = [step.zh for step in ledger.history(record_id)]
        shown["explained"] = ledger.explain(record_id).zh
        shown["place"] = screens.word(ledger.place(record_id))
        shown["evidence"] = len(evidence)
        shown["photos_waiting"] = sum(not one.arrived for one in evidence)
        return shown

    def name(self, person: object) -> str:
        known = {str(one): name for name, one in self.ids.items()}
        return known.get(str(person), str(person))

    def record_name(self, record: RecordId) -> str:
        known = {str(one): name for name, one in self.records.items()}
        return known.get(str(record), str(record))

    def unit_name(self, division: object) -> str:
        known = {code: name for name, code in reversed(self.units.items())}
        return known.get(str(division), str(division))


# What depends on the day on which it is looked at: only the engine's own player sets clocks.
BY_THE_CLOCK = {"overdue_days", "quarantined"}

REFUSALS = {
    "Changed": ("changed",),
    "OutOfScope": ("out_of_scope",),
    "BadInput": ("bad_input", "bad_field"),
    "NotFound": ("not_found",),
    "NotEnrolled": ("not_enrolled",),
}


def items(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def same(wanted: Any, there: Any) -> bool:
    return wanted == there or (there is None and wanted == "none")


def counts(wanted: dict, there: dict) -> bool:
    return all(there.get(key, 0) == value for key, value in wanted.items())


def same_sets(wanted: dict, there: dict) -> bool:
    return wanted.keys() == there.keys() and all(
        sorted(items(wanted[key])) == sorted(there[key]) for key in wanted
    )


RULES: "dict[str, Callable[[Any, Any], bool]]" = {
    "same": same,
    "not": lambda wanted, there: there is not None and wanted != there,
    "same_set": lambda wanted, there: sorted(items(wanted)) == sorted(items(there)),
    "same_list": lambda wanted, there: items(wanted) == items(there),
    "same_sets": same_sets,
    "includes": lambda wanted, there: set(items(wanted)) <= set(there),
    "excludes": lambda wanted, there: not set(items(wanted)) & set(there),
    "counts": counts,
    "lacks": lambda wanted, there: there is not None
    and not any(part in text for text in items(there) for part in items(wanted)),
    "says": lambda wanted, there: all(
        any(part in text for text in items(there)) for part in items(wanted)
    ),
}
