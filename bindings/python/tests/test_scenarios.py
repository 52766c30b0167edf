"""The same scenario files as the engine itself, played through the skin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import Centre
from player import World

PLANS = Path(os.environ["FANGXIAN_PLANS"])
SCENARIOS = json.loads((PLANS / "plans.json").read_text())["scenarios"]


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
    assert not unknown, f"the player must learn {unknown}"
    begins_ms = plan["begins_ms"] if World.sets_clocks(plan) else None
    alone = World.is_alone(plan)
    centre = Centre(tmp_path / "centre", PLANS, begins_ms) if alone else shared
    world = World(plan, centre, PLANS, tmp_path)
    try:
        world.play(plan)
    finally:
        world.close()
        if centre is not shared:
            centre.stop()
