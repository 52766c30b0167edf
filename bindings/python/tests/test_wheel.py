"""The wheel as others get it: installed by pip into an environment that has nothing else."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

from conftest import Centre


def test_the_wheel_installs_alone_and_runs_the_quickstart(centre: Centre, tmp_path):
    (wheel,) = Path(os.environ["FANGXIAN_WHEELS"]).glob("fangxian-*.whl")
    venv.create(tmp_path / "environment", with_pip=True)
    python = tmp_path / "environment" / "bin" / "python"

    def run(*words: object) -> str:
        command = [str(python), *map(str, words)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "pip", "install", "--quiet", "--no-index", wheel)
    where = run("-c", "import fangxian; print(fangxian.__file__)")
    assert Path(where.strip()).is_relative_to(tmp_path)
    quickstart = Path(os.environ["FANGXIAN_SNIPPETS"]) / "quickstart.py"
    assert "1 配电房渗水 已上报" in run(quickstart, centre.url, centre.code("p-0001"))
