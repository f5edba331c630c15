"""A process that grew gives back what is free, and not at each task."""

from beartrap.engine.memory import GROWN, Growth


def test_it_is_done_once_for_so_much_growth() -> None:
    sizes = iter([0, GROWN, GROWN + 1, GROWN // 2, GROWN, GROWN + GROWN // 2 + 1, GROWN])
    freed = list[int]()
    growth = Growth(lambda: next(sizes), lambda: freed.append(1))
    growth.ease()
    assert not freed, "it has not grown by more"
    growth.ease()
    assert len(freed) == 1
    growth.ease()
    assert len(freed) == 1, "what is measured from now on is what was left"
    growth.ease()
    assert len(freed) == 2
