"""Writing files: whole, through links, and to what is no regular file."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from radicular.cli.output import check_writable, write_whole
from radicular.errors import InputError


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_whole("--html", link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "target.html")
    write_whole("--html", link, "new")
    assert link.is_symlink()
    assert (tmp_path / "target.html").read_text(encoding="utf-8") == "new"


def test_a_link_to_itself_is_bad_input(tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(link)
    with pytest.raises(InputError, match="--html"):
        write_whole("--html", link, "new")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_whole("--html", pipe, "new")
    reader.join(timeout=10)
    assert read == ["new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_the_check_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable("--save", tmp_path / "case.yaml")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize("words", [("findings", "ankle jerk"), ("--help",)])
def test_a_full_disk_is_told_in_one_line(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "radicular", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: output: No space left on device\n"
