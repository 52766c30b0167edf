"""Plays scenario files through the skin: who does what offline, and what every phone must show."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any, Callable

import paths
import screens
from acts import HOW, Deed
from conftest import ONCE, Centre
from events import CLOCKS, EVENTS, TABLES, Clock, Line

from fangxian import Conflict, FactId, FangxianError, Ledger, PersonId, RecordId, Version, face


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
        self.replaced: "dict[str, list[str]]" = {}
        self.screens: "dict[str, tuple[Version, list[Conflict]]]" = {}
        self.offline: "set[str]" = set()
        self.backups: "dict[str, Path]" = {}
        self.folder = folder
        self.folders: "dict[str, Path]" = {}
        self.lines: "dict[str, Line]" = {}
        self.clocks: "dict[str, Clock]" = {}
        self.now_ms, self.centre_wrong_ms = plan["begins_ms"], 0
        self.phones: "dict[str, Ledger]" = {}
        for phone in plan["phones"]:
            self.enrol(phone["name"], self.ids[phone["person"]])

    def enrol(self, name: str, person: PersonId) -> None:
        self.new_phone(name)
        self.phones[name] = self.centre.phone(
            self.folders[name], str(person), **self.options(name)
        )

    def new_phone(self, name: str) -> None:
        self.folders[name] = self.folder / f"phone-{len(self.folders)}"
        self.lines[name], self.clocks[name] = Line(), Clock(self)

    def options(self, name: str) -> "dict[str, Any]":
        clock = self.clocks[name] if self.centre.clock else None
        return {"network": self.lines[name], "clock": clock}

    def pass_time(self, ms: int) -> None:
        self.now_ms += ms
        if self.centre.clock:
            self.centre.tell(self.now_ms + self.centre_wrong_ms)

    def start(self, name: str) -> None:
        self.phones[name] = Ledger.open(self.folders[name], **self.options(name))

    def person(self, name: str) -> PersonId:
        """Someone by their name; who has no phone comes to no other scenario."""
        if name not in self.ids:
            self.ids[name] = PersonId(f"{next(iter(self.ids.values()))}-v{len(self.ids)}")
        return self.ids[name]

    def unit(self, name: str) -> str:
        return self.units[name]

    @staticmethod
    def unknown(plan: dict) -> "list[str]":
        """What happens in the plan that this player cannot make happen."""
        happens = {step["verb"] for step in plan["steps"] if step["does"] == "event"}
        return sorted(happens - EVENTS.keys())

    @staticmethod
    def sets_clocks(plan: dict) -> bool:
        """Whether it needs a centre and phones by clocks of their own."""
        return any(step["verb"] in CLOCKS for step in plan["steps"] if step["does"] == "event")

    @staticmethod
    def is_alone(plan: dict) -> bool:
        """Whether it needs a centre of its own: it looks at all that a phone has, changes units and
        posts, or asks whether a photo is there, which may be that of another scenario."""
        alone = (*TABLES, *CLOCKS, "metered")
        changes = any(step["verb"] in alone for step in plan["steps"] if step["does"] == "event")
        return changes or any(not one["record"] or one["path"] == "near" for one in expected(plan))

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
        self.pass_time(60_000)  # Whatever is done takes a minute.
        deed, args = Deed(self, step), step["args"]
        if step["how"] == "read":
            shown = face(deed.ledger.view(deed.record))
            self.screens[args["as"]] = (shown.version, shown.conflicts)
            return
        fails = args.get("fails")
        try:
            saved = HOW[step["how"]](deed)
        except FangxianError as error:
            refusal = REFUSALS.get(type(error).__name__, ())
            assert fails in refusal, error
            return
        assert fails is None, f"was taken, but should fail: {fails}"
        if "as" in args:
            if deed.record is None:
                self.records[args["as"]] = saved.record
            elif saved.fact:
                self.facts[args["as"]] = saved.fact
        assert bool(saved.needs) == (args.get("proposal") == "yes"), f"needs {saved.needs}"

    def expect(self, expected: "list[dict]") -> None:
        for one in expected:
            names = list(self.phones) if one["phone"] == "everyone" else [one["phone"]]
            for name in names:
                shown = self.screen(name, one["record"])
                place = f"line {one['line']}, {name} · {one['record']} · {one['word']}"
                assert shown.get("here", True) or one["path"] == "here", f"{place}: not here"
                there = screens.named(self, paths.find(shown, one["path"]))
                assert RULES[one["rule"]](one["value"], there), (
                    f"{place}: expected {one['value']}, shown {there}"
                )

    def screen(self, phone: str, record: str) -> "dict[str, Any]":
        if phone == "centre":
            rows = self.centre.admin("quarantine", "list", "--json")
            return {"quarantined": len(rows.splitlines())}
        ledger = self.phones[phone]
        return screens.of_record(ledger, self.records[record]) if record else screens.whole(ledger)


def expected(plan: dict) -> "list[dict]":
    """Everything that is expected, on the way and in the end."""
    checks = [one for step in plan["steps"] if step["does"] == "check" for one in step["expect"]]
    return [*plan["expect"], *checks]


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
    "only": lambda wanted, there: set(items(wanted)) == set(items(there)),
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
