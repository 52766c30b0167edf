"""The same scenario files as the engine itself, played through the skin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import Centre
from player import Unknown, World

PLANS = Path(os.environ["FANGXIAN_PLANS"])
SCENARIOS = json.loads((PLANS / "plans.json").read_text())["scenarios"]
# What only the engine's own player does: it sets clocks, and looks into the centre.
NOT_HERE = {"wait", "centre_clock", "sets_clock", "overdue_days", "quarantined"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    running = Centre(tmp_path_factory.mktemp("scenarios"), PLANS)
    yield running
    running.stop()


@pytest.mark.parametrize("plan", SCENARIOS, ids=lambda plan: plan["file"].removesuffix(".yaml"))
def test_scenario(plan: dict, shared: Centre, tmp_path: Path):
    if plan["pending"]:
        pytest.skip(f"pending: {plan['pending']}")
    unknown = World.unknown(plan)
    if unknown and set(unknown) <= NOT_HERE:
        pytest.skip(f"the engine's own player does this: {', '.join(unknown)}")
    assert not unknown, f"the player must learn {unknown}"
    centre = Centre(tmp_path / "centre", PLANS) if World.is_alone(plan) else shared
    world = World(plan, centre, PLANS, tmp_path)
    try:
        world.play(plan)
    except Unknown as word:
        pytest.fail(f"the player must learn {word}")
    finally:
        world.close()
        if centre is not shared:
            centre.stop()
