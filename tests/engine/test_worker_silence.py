"""Patience with a silent worker: what it works counts, a busy machine does not; what hangs is noticed nevertheless."""

import os
from dataclasses import dataclass, field

import pytest

from beartrap.engine.silence import MOST, Silence, worked_by


@dataclass
class Machine:
    """A clock and a worker that gets a share of a processor."""

    share: float
    now: float = 100.0
    used: float = 3.0
    gone: bool = False
    silence: Silence = field(init=False)

    def __post_init__(self) -> None:
        self.silence = Silence(lambda: None if self.gone else self.used, lambda: self.now)
        self.silence.begin(10.0)

    def run(self, seconds: float) -> None:
        self.now += seconds
        self.used += seconds * self.share

    def waited(self) -> float:
        """Look as a parent does until it is too long; return for how long by the clock."""
        began = self.now
        while (left := self.silence.left()) > 0:
            self.run(left)
        return self.now - began


@pytest.mark.parametrize(("share", "clock"), [(1.0, 10.0), (0.5, 20.0), (0.1, 100.0)])
def test_a_worker_is_given_its_time_of_processor_whatever_else_the_machine_does(share: float, clock: float) -> None:
    assert Machine(share).waited() == pytest.approx(clock, rel=0.02)


def test_one_that_does_nothing_is_waited_for_by_the_clock() -> None:
    assert Machine(0.0).waited() == pytest.approx(10.0)


def test_one_that_worked_and_then_hangs_is_noticed() -> None:
    machine = Machine(1.0)
    machine.run(4.0)
    assert machine.silence.left() == pytest.approx(6.0)
    machine.share = 0.0
    assert machine.waited() == pytest.approx(10.0)


def test_one_that_naps_and_twitches_is_not_waited_for_without_end() -> None:
    assert Machine(0.001).waited() == pytest.approx(MOST * 10.0)


def test_a_message_begins_it_anew() -> None:
    machine = Machine(1.0)
    machine.run(9.5)
    machine.silence.begin(10.0)
    assert machine.waited() == pytest.approx(10.0)


def test_one_that_is_gone_is_not_waited_for_longer_than_one_that_hangs() -> None:
    machine = Machine(1.0)
    machine.gone = True
    assert machine.waited() == pytest.approx(10.0)


def test_the_time_of_a_process_is_that_which_the_system_tells() -> None:
    times = os.times()
    worked = worked_by(os.getpid())
    assert worked is not None and worked == pytest.approx(times.user + times.system, abs=0.2)
    assert worked_by(2**22 + 1) is None
