"""A limit to what an author's code may take, in a process of its own; after it, where it hung.

Processor time counts, so that a machine that is busy with something else breaks nothing. By the
clock there is a limit as well, `PATIENCE` times as far away, for code that only waits.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import AsyncGeneratorType, CoroutineType, FrameType
from typing import TextIO

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

LIMIT = 60.0  # seconds of processor time for one run of a demo, or for one model's build()
PATIENCE = 20
SPARE = 10  # seconds of processor time until the system ends what could not end itself
STUCK = 75  # the exit code of a process that was over its limit

_TIMERS = {"SIGPROF": "ITIMER_PROF", "SIGALRM": "ITIMER_REAL"}


@contextlib.contextmanager
def limited(seconds: float, trace: TextIO) -> Iterator[None]:
    """End this process when what is done meanwhile takes longer; `where` finds it in ``trace``.

    For the main thread. The traceback is written by a signal handler in C, which needs no turn of
    Python's: a pattern that backtracks, or a sum over a billion numbers, gives it none.
    """
    trace.seek(0)
    trace.truncate()
    ends = {"SIGPROF": seconds, "SIGALRM": seconds * PATIENCE}
    timed = hasattr(signal, "setitimer")
    unlimited = _last(seconds)
    if timed:
        for name, end in ends.items():
            number = getattr(signal, name)
            signal.signal(number, _over(trace))
            faulthandler.register(number, trace, all_threads=True, chain=True)
            signal.setitimer(getattr(signal, _TIMERS[name]), end)
    else:  # Windows has the clock only
        faulthandler.dump_traceback_later(ends["SIGALRM"], exit=True, file=trace)
    try:
        yield
    finally:
        unlimited()
        if timed:
            for name in ends:
                signal.setitimer(getattr(signal, _TIMERS[name]), 0)
                faulthandler.unregister(getattr(signal, name))  # or the next one has no effect
        else:
            faulthandler.cancel_dump_traceback_later()


def _last(seconds: float) -> Callable[[], None]:
    """Let the system end a process that does not end itself; gives what takes that back."""
    if resource is None:
        return lambda: None
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + SPARE
    if end > min((each for each in (soft, hard) if each >= 0), default=end):
        return lambda: None  # there is a stricter one
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def told(seconds: float, trace: Path) -> str:
    """How long it took, in words."""
    if "SIGALRM" in trace.read_text(encoding="utf-8", errors="replace"):
        return f"{seconds * PATIENCE:g} seconds, most of which it only waited"
    return f"{seconds:g} seconds of processor time"


def over(trace: Path) -> bool:
    """Whether a process has been over its limit: then it ends, or has to be ended."""
    try:
        return trace.stat().st_size > 0
    except OSError:
        return False


def where(trace: Path, folder: Path | str) -> tuple[Path, int] | None:
    """The innermost line of the files in ``folder`` that was being run; None where none was."""
    try:
        text = trace.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    for path, line in re.findall(r'File "([^"\n]+)", line (\d+)', text):
        if Path(path).is_relative_to(folder):
            return Path(path), int(line)
    return None


def _over(trace: TextIO) -> Callable[[int, FrameType | None], None]:
    """A handler that adds what is suspended, which is on no thread's stack, and ends all."""

    def handler(number: int, frame: FrameType | None) -> None:
        trace.write(f"\n{signal.Signals(number).name}\n")
        for path, line in _suspended():
            trace.write(f'  File "{path}", line {line}\n')
        trace.flush()
        os._exit(STUCK)

    return handler


def _suspended() -> list[tuple[str, int]]:
    """Where coroutines and asynchronous generators wait, those first that wait for no other."""
    found = []
    for each in gc.get_objects():
        if isinstance(each, CoroutineType):
            found.append((each.cr_frame, each.cr_await))
        elif isinstance(each, AsyncGeneratorType):
            found.append((each.ag_frame, each.ag_await))
    found.sort(key=lambda one: isinstance(one[1], CoroutineType))
    return [(frame.f_code.co_filename, frame.f_lineno) for frame, _ in found if frame]
