"""Files that leave the program: whole or not at all, and a pipe or a device stays what it is."""

import os
import threading
from pathlib import Path

import pytest

from beartrap.effects.files import write_whole


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    write_whole(path, "new")
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "whole")
    reader.join(20)
    assert got == ["whole"] and pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_whole(tmp_path, "text")
