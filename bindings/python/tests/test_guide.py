"""The code in the README and the embedding guide, as it stands."""

from __future__ import annotations

import asyncio
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Centre

from fangxian import HazardDraft

SNIPPETS = Path(os.environ["FANGXIAN_SNIPPETS"])


def test_the_quickstart_runs_as_it_stands(centre: Centre, tmp_path: Path):
    program = [sys.executable, str(SNIPPETS / "quickstart.py"), centre.url, centre.code("p-0001")]
    run = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "1 配电房渗水 已上报" in run.stdout


def test_the_guides_desk_synchronises_and_shows_what_is_open(two_phones, capsys):
    grid, _ = two_phones
    grid.report_hazard(HazardDraft(title="漏水"))
    desk = runpy.run_path(str(SNIPPETS / "guide_0.py"))["keep_in_step"]
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(asyncio.wait_for(desk(grid, 60), 3))
    assert "无期限 漏水 请镇里受理。" in capsys.readouterr().out
    assert grid.outbox().only_here == 0
