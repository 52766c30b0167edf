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
# What a player must at least know, so that none of these is quietly skipped.
STORY = ("p01", "s01", "s02", "s03", "s04", "s05", "s15")
PLAYED_MIN = 40

played: list = []


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory):
    running = Centre(tmp_path_factory.mktemp("scenarios"), PLANS)
    yield running
    running.stop()


@pytest.mark.parametrize("plan", SCENARIOS, ids=lambda plan: plan["file"].removesuffix(".yaml"))
def test_scenario(plan: dict, centre: Centre, tmp_path: Path):
    if plan["pending"]:
        pytest.skip(f"pending: {plan['pending']}")
    if World.unknown(plan) and not plan["file"].startswith(STORY):
        pytest.skip(f"this player does not know {World.unknown(plan)}")
    world = World(plan, centre, tmp_path)
    try:
        world.play(plan)
        played.append(plan["file"])
    except Unknown as word:
        assert not plan["file"].startswith(STORY), f"the player must know {word}"
        pytest.skip(f"this player does not know {word}")
    finally:
        world.close()


def test_enough_was_played():
    assert len(played) >= PLAYED_MIN, f"only {len(played)} scenarios were played"
