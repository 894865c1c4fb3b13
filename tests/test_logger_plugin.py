"""What a person sees of a run: `snakemake --logger glasscape`."""

import logging
from types import SimpleNamespace

import pytest
from snakemake.common import NOTHING_TO_BE_DONE_MSG
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_glasscape import INTERVAL, LAST_LINES, SHOWN, LogHandler, WhenPlanned


def record(message="", level=logging.INFO, **extra):
    return logging.makeLogRecord({"msg": message, "levelno": level, **extra})


@pytest.fixture
def handler():
    return LogHandler(SimpleNamespace(dryrun=False, verbose=False), None)


def test_lines_of_the_workflow_and_warnings_are_shown_and_no_others(handler, capsys):
    handler.emit(record("many jobs", event=LogEvent.RUN_INFO))
    handler.emit(record("Select jobs to execute..."))
    handler.emit(record("rule exact: input: many files", event=LogEvent.JOB_INFO))
    assert capsys.readouterr().err == ""
    handler.emit(record("slow: iteration 1 is done", **SHOWN))
    handler.emit(record("a file is missing", logging.WARNING))
    assert capsys.readouterr().err == "slow: iteration 1 is done\na file is missing\n"


@pytest.mark.parametrize(
    "plan",
    [record("jobs", event=LogEvent.RUN_INFO, name="planned"), record(NOTHING_TO_BE_DONE_MSG, name="planned")],
)
def test_an_action_comes_once_with_the_plan(plan):
    done = []
    planned = WhenPlanned(lambda: done.append("told"))
    assert planned.filter(record("Building DAG of jobs..."))
    assert not done
    assert planned.filter(plan)
    assert planned.filter(plan)
    assert done == ["told"]


def test_what_snakemake_says_without_jobs_is_shown(handler, capsys):
    handler.emit(record("Nothing to be done."))
    assert capsys.readouterr().err == "Nothing to be done.\n"


def test_numbers_of_jobs_are_told_from_time_to_time_and_at_the_end(handler, capsys, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("snakemake_logger_plugin_glasscape.time.monotonic", lambda: now)
    for done, later in ((1, 0.0), (2, 0.5 * INTERVAL), (3, INTERVAL), (4, 1.0)):
        now += later
        handler.emit(record(event=LogEvent.PROGRESS, done=done, total=4))
    told = [line.split("  ")[1] for line in capsys.readouterr().err.splitlines()]
    assert told == ["1 of 4 jobs done", "3 of 4 jobs done", "4 of 4 jobs done"]


def test_of_a_failed_job_the_last_lines_of_its_log_are_shown(handler, capsys, tmp_path):
    log = tmp_path / "exact.log"
    log.write_text("".join(f"line {k}\n" for k in range(100)))
    job = {"rule_name": "exact", "output": ["exact/3.parquet"], "log": [str(log), str(tmp_path / "none.log")]}
    handler.emit(record(event=LogEvent.JOB_ERROR, level=logging.ERROR, **job))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "error: a job of rule exact failed, which makes exact/3.parquet"
    assert lines[2 : 2 + LAST_LINES] == [f"    line {k}" for k in range(100 - LAST_LINES, 100)]
    assert lines[-1] == f"there is no {tmp_path / 'none.log'}"


def test_the_cause_of_a_failure_on_a_cluster_is_shown(handler, capsys, tmp_path):
    log = tmp_path / "7.log"
    log.write_text(
        "rule exact:\nPMI_Init failed\nRuleException:\nCalledProcessError in file exact.smk\n"
        "Error in rule exact:\nWorkflowError:\nslurmstepd: error: Detected 1 oom_kill event\n"
    )
    empty = tmp_path / "empty.log"
    empty.touch()
    message = "SLURM status is: 'OUT_OF_MEMORY'\n\nsbatch call:\n  sbatch --parsable ..."
    job = {"rule_name": "exact", "output": ["exact/3.parquet"], "rule_msg": message}
    handler.emit(record(event=LogEvent.JOB_ERROR, level=logging.ERROR, log=[str(log), str(empty)], **job))
    assert capsys.readouterr().err.splitlines()[1:] == [
        "    SLURM status is: 'OUT_OF_MEMORY'",
        f"the last lines of {log}:",
        "    rule exact:",
        "    PMI_Init failed",
        "    slurmstepd: error: Detected 1 oom_kill event",
        f"{empty} is empty",
    ]
    group = {"groupid": "results", "aux_logs": [str(log)], "job_error_info": []}
    handler.emit(record(event=LogEvent.GROUP_ERROR, level=logging.ERROR, **group))
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "error: the jobs of group results failed"
    assert "    PMI_Init failed" in shown


def test_what_ends_or_repeats_jobs_is_shown_while_they_run(handler, capsys):
    handler.emit(record("many jobs", event=LogEvent.RUN_INFO))
    handler.emit(record("Trying to restart job 7."))
    handler.emit(record("Terminating processes on user request, this might take some time."))
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("way", ["dryrun", "verbose"])
def test_a_dry_run_and_a_verbose_run_show_everything(handler, capsys, way):
    setattr(handler.common_settings, way, True)
    handler.emit(record("Building DAG of jobs..."))
    assert capsys.readouterr().err == "Building DAG of jobs...\n"
