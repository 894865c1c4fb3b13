"""A short view of a run, for `snakemake --logger glasscape`. The log file of Snakemake holds everything.

While jobs run, it shows warnings, errors, how many jobs are done, and the lines that the workflow marks with
`SHOWN`. Of a job that failed it shows the last lines of its log. A dry run shows what Snakemake shows.
"""

import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, takewhile
from pathlib import Path

from snakemake.common import NOTHING_TO_BE_DONE_MSG
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

# `extra` of records of the workflow itself
SHOWN = {"shown": True}
# shortest time between two lines on the number of jobs done, s
INTERVAL = 10.0
# numbers of lines of a log and of a message that are shown
LAST_LINES, FIRST_LINES = 15, 3
# with what Snakemake begins once a job on a cluster has failed, and what Slurm adds, such as a lack of memory
AFTERWARDS, OF_SLURM = ("RuleException:", "Error in rule ", "WorkflowError:"), ("slurmstepd:", "srun:")
# what Snakemake says while jobs run that a person has to know
TOLD = ("Terminating processes", "Will exit after", "Trying to restart job")


class LogHandler(LogHandlerBase):
    """Writes what a person reads to the standard error."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = False
    has_formatter = False
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self._last = -INTERVAL
        # whether jobs run; before, and if none is to be run, Snakemake says little
        self._running = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the text for a record, if there is one."""
        text = self._text(record)
        if text:
            print(text, file=sys.stderr, flush=True)

    def _text(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", None)
        if self.common_settings.dryrun or self.common_settings.verbose:
            return self.format(record)
        self._running |= event is LogEvent.RUN_INFO
        if event is LogEvent.JOB_ERROR:
            return describe_failure(record)
        if event is LogEvent.GROUP_ERROR:
            about = vars(record)
            return "\n".join(
                [f"error: the jobs of group {about['groupid']} failed", *_ends(about["aux_logs"])]
            )
        if event is LogEvent.PROGRESS:
            return self._progress(record)
        told = event is None and (not self._running or record.getMessage().startswith(TOLD))
        if told or getattr(record, "shown", False) or record.levelno >= logging.WARNING:
            return self.format(record)
        return ""

    def _progress(self, record: logging.LogRecord) -> str:
        done, total = vars(record)["done"], vars(record)["total"]
        now = time.monotonic()
        if done < total and now < self._last + INTERVAL:
            return ""
        self._last = now
        return f"{time.strftime('%H:%M:%S')}  {done} of {total} jobs done"


class WhenPlanned(logging.Filter):
    """Acts once, before Snakemake says what a run or a dry run will do, or that nothing is to be done.

    Parameters
    ----------
    action : callable
        What is done.
    """

    def __init__(self, action: Callable[[], None]) -> None:
        super().__init__()
        self._action: Callable[[], None] | None = action

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        event = getattr(record, "event", None)
        if event is LogEvent.RUN_INFO or record.getMessage() == NOTHING_TO_BE_DONE_MSG:
            action, self._action = self._action, None
            if action:
                action()
        return True


def describe_failure(record: logging.LogRecord) -> str:
    """The rule of a job that failed, its outputs, why it failed, and the last lines of its logs."""
    job = vars(record)
    lines = [f"error: a job of rule {job['rule_name']} failed, which makes {', '.join(job['output'][:3])}"]
    # what the scheduler says, without the command that it was given
    message = str(job.get("rule_msg") or "").partition("sbatch call")[0]
    lines += [f"    {line}" for line in message.splitlines() if line.strip()][:FIRST_LINES]
    return "\n".join([*lines, *_ends(job["log"])])


def _ends(logs: Iterable[str]) -> Iterator[str]:
    """The last lines of logs, without what Snakemake adds to them after a failure."""
    for log in logs:
        path = Path(log)
        if not path.is_file():
            yield f"there is no {log}"
            continue
        with path.open(encoding="utf-8", errors="replace") as file:
            before = takewhile(lambda line: not line.startswith(AFTERWARDS), file)
            added = filter(lambda line: line.startswith(OF_SLURM), file)
            last = [line.rstrip() for line in deque(chain(before, added), LAST_LINES)]
        yield f"the last lines of {log}:" if last else f"{log} is empty"
        yield from (f"    {line}" for line in last)
