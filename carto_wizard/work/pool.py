"""Work done side by side in threads that never keep the program from ending.

`ThreadPoolExecutor` joins its threads when the interpreter exits, so quitting would
wait for every call still on the wire.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Cancelling promises 200 ms; a poll costs nothing while results keep coming.
POLL_SECONDS = 0.05


class _Ended:
    """A thread has no more work; it carries what broke it, if anything did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def side_by_side(
    items: Iterable[T],
    work: Callable[[T], R],
    *,
    workers: int,
    cancel: threading.Event,
) -> Iterator[R]:
    """Results in the order they come; ends within POLL_SECONDS of `cancel`."""
    todo = iter(items)
    lock = threading.Lock()
    stop = threading.Event()
    done: SimpleQueue[R | _Ended] = SimpleQueue()

    def share() -> Iterator[R]:
        while not (cancel.is_set() or stop.is_set()):
            with lock:
                item = next(todo, _END)
            if isinstance(item, _Ended):
                return
            yield work(item)

    for number in range(workers):
        _start(f"worker-{number}", share, done)
    try:
        yield from _results(done, workers, cancel)
    finally:
        stop.set()


def in_background(
    source: Callable[[], Iterable[R]],
    cancel: threading.Event,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[R]:
    """What `source` yields, made in a thread so that a blocking step can be abandoned.

    `tick` is called here, in the reader's thread, at least every POLL_SECONDS.
    """
    done: SimpleQueue[R | _Ended] = SimpleQueue()
    _start("background", source, done)
    yield from _results(done, 1, cancel, tick)


def ahead(work: Callable[[], R], cancel: threading.Event) -> Callable[[], R | None]:
    """Begin `work` in a thread; what is returned waits for it, None once cancelled."""
    done: SimpleQueue[R | _Ended] = SimpleQueue()
    _start("ahead", lambda: [work()], done)
    return lambda: next(_results(done, 1, cancel), None)


_END = _Ended()


def _start(
    name: str, source: Callable[[], Iterable[R]], done: SimpleQueue[R | _Ended]
) -> None:
    def run() -> None:
        try:
            for result in source():
                done.put(result)
        except BaseException as error:  # raised again where the results are read
            done.put(_Ended(error))
        else:
            done.put(_END)

    threading.Thread(target=run, name=name, daemon=True).start()


def _results(
    done: SimpleQueue[R | _Ended],
    threads: int,
    cancel: threading.Event,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[R]:
    while threads and not cancel.is_set():
        tick()
        try:
            result = done.get(timeout=POLL_SECONDS)
        except Empty:
            continue
        if not isinstance(result, _Ended):
            yield result
        elif result.error is not None:
            raise result.error
        else:
            threads -= 1
