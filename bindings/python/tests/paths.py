"""Where in what is shown something is found: the grammar of ``tests/src/scenario/plan/path.rs``,
read over typed views by the names of their parts."""

from __future__ import annotations

import datetime
import enum
import re
from typing import Any

from fangxian import Scalar
from fangxian.ids import milliseconds

STEP = re.compile(r"(?P<name>[a-z0-9_]+)(\[(?P<elements>[^]]*)])?({(?P<table>[^}]*)})?(?P<many>#)?")


class NoPart(Exception):
    """What is shown has no such part."""


def find(at: Any, path: str) -> Any:
    """What ``path`` finds, as numbers, texts, lists and tables."""
    if not path or at is None:
        return plain(at)
    step = STEP.match(path)
    assert step and path[step.end() : step.end() + 1] in ("", "."), path
    rest, at = path[step.end() + 1 :], part(at, step["name"])
    if at is None:
        return None
    if step["elements"]:
        key, word = step["elements"].split("=", 1)
        at = [one for one in at if text(find(one, key)) == word]
    if step["many"]:
        return len(at)
    if step["table"] is not None:
        return table(at, *step["table"].partition(":"))
    if step["elements"] is not None and rest:
        return flat(find(one, rest) for one in at)
    return find(at, rest)


def table(at: list, key: str, _: str, value: str) -> dict:
    keys = [text(find(one, key)) for one in at]
    if not value:
        return {key: keys.count(key) for key in keys if key is not None}
    found = zip(keys, [find(one, value) for one in at])
    return {key: value for key, value in found if key is not None and value is not None}


def part(at: Any, name: str) -> Any:
    """A part by its name in Rust: the skins say moments without their unit."""
    for spelled in (name, name.removesuffix("_ms")):
        if isinstance(at, dict) and spelled in at:
            return at[spelled]
        if not isinstance(at, dict) and spelled in vars(at):
            return getattr(at, spelled)
    raise NoPart(name)


def flat(found: Any) -> list:
    lists = ([] if one is None else one if isinstance(one, list) else [one] for one in found)
    return [item for items in lists for item in items]


def text(value: Any) -> "str | None":
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def plain(value: Any) -> Any:
    """A value of a typed view as scenario files write it."""
    if isinstance(value, enum.Enum):
        return value.name.lower()
    if isinstance(value, Scalar):
        return None if value.is_null() else value[0]
    if isinstance(value, datetime.datetime):
        return milliseconds(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, set, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    return value
