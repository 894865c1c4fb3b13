"""The workflow on a real Slurm of one node, started and stopped here.

Needs root and Debian's slurmctld, slurmd, slurm-client, munge and slurm-wlm-basic-plugins.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from runs import PROJECT, RESULTS, SAMPLE, STORE, Run

DAEMONS = ("munged", "slurmctld", "slurmd")
SLURM_CONF = Path("/etc/slurm/slurm.conf")

CONF = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=36817
SlurmdPort=36818
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/builtin
SchedulerParameters=defer_batch,batch_sched_delay=1
SwitchType=switch/none
MpiDefault=pmi2
SlurmdParameters=config_overrides
MinJobAge=3600
KillWait=2
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=16 RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def obstacle():
    """Why Slurm cannot be started here, or nothing."""
    missing = [name for name in DAEMONS if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    if missing:
        return f"not installed: {', '.join(missing)} (Debian's slurmctld, slurmd, slurm-client and munge)"
    if os.geteuid() != 0:
        return "Slurm's daemons need root"
    if SLURM_CONF.exists():
        return f"{SLURM_CONF} exists: this machine has a Slurm of its own"
    if find_spec("snakemake_executor_plugin_slurm") is None:
        return "not installed: snakemake-executor-plugin-slurm; pip install -e '.[slurm]'"
    return None


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(obstacle() is not None, reason=str(obstacle())),
]


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    """A Slurm of one node that says it has 16 cores."""
    folder = tmp_path_factory.mktemp("slurm")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    host = socket.gethostname().split(".")[0]
    (folder / "slurm.conf").write_text(CONF.format(folder=folder, host=host))
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o600)
    # jobs do not inherit SLURM_CONF
    SLURM_CONF.parent.mkdir(exist_ok=True)
    # a link of tests that were killed leads nowhere
    SLURM_CONF.unlink(missing_ok=True)
    SLURM_CONF.symlink_to(folder / "slurm.conf")
    environment = pytest.MonkeyPatch()
    environment.setenv("SLURM_CONF", str(SLURM_CONF))
    path = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    commands = (
        ["munged", "--foreground", "--force", "--socket", f"{folder}/munge.socket", "--key-file",
         f"{folder}/munge.key", "--pid-file", f"{folder}/munged.pid", "--log-file", f"{folder}/munged.log",
         "--seed-file", f"{folder}/munged.seed"],
        ["slurmctld", "-D", "-c"],
        ["slurmd", "-D", "-N", host],
    )  # fmt: skip
    daemons = []
    try:
        for command in commands:
            with (folder / f"{command[0]}.out").open("wb") as output:
                daemons.append(subprocess.Popen(command, env=path, stdout=output, stderr=subprocess.STDOUT))
            if command[0] == "munged":
                wait_for((folder / "munge.socket").exists, 10)
        wait_for(lambda: "idle" in output_of("sinfo", "-h", "-o", "%T"), 60)
        yield folder
    finally:
        SLURM_CONF.unlink()
        environment.undo()
        for daemon in reversed(daemons):
            daemon.terminate()
        for daemon in daemons:
            try:
                daemon.wait(30)
            except subprocess.TimeoutExpired:
                daemon.kill()


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)
    return found


def on_slurm(folder):
    """A run whose jobs go to Slurm, with checks as often as a test needs."""
    run = Run(folder, max_iterations=1)
    profile = PROJECT / "profiles" / "slurm"
    options = [
        "--profile", str(profile), "--slurm-status-command", "squeue",
        "--slurm-init-seconds-before-status-checks", "3", "--seconds-between-status-checks", "3",
        "--latency-wait", "20", "--set-resources", "exact:runtime=attempt",
    ]  # fmt: skip
    return run, run.command(str(RESULTS / "iter_1" / "labels.parquet"), *options)


def two_running_batches():
    """Numbers of the running jobs with exact calculations, if there are two."""
    lines = output_of("squeue", "-h", "-t", "R", "-o", "%A|%k").splitlines()
    jobs = [line.split("|")[0] for line in lines if "rule_exact" in line]
    return jobs if len(jobs) >= 2 else None


def state_of(job):
    return re.search(r"JobState=(\w+)", output_of("scontrol", "show", "job", job))[1]


def begun(run):
    """Whether a batch is amid its pairs."""
    return list((run.folder / STORE).glob("*.begun"))


def test_a_search_on_slurm_survives_a_cancelled_job_and_one_out_of_time(slurm, tmp_path, finished):
    (tmp_path / "slurm").mkdir()
    run, command = on_slurm(tmp_path / "slurm")
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=run.folder, stdout=output, stderr=subprocess.STDOUT)
    cancelled, late, *_ = wait_for(lambda: begun(run) and two_running_batches(), 300)
    # a process that is stopped is out of time one day
    for pid in re.findall(r"^(\d+)", output_of("scontrol", "listpids", late), re.M):
        os.kill(int(pid), signal.SIGSTOP)
    subprocess.run(["scancel", cancelled], check=True)
    assert process.wait(900) == 0, (tmp_path / "output").read_text()
    assert state_of(cancelled) == "CANCELLED"
    assert state_of(late) == "TIMEOUT"
    one, two = (pd.read_parquet(each.folder / RESULTS / "iter_1/labels.parquet") for each in (finished, run))
    pd.testing.assert_frame_equal(one.drop(columns="seconds"), two.drop(columns="seconds"))


def test_lammps_starts_its_images_within_a_job(slurm, tmp_path):
    """MPI, started within a step of a job, asks Slurm for another step unless told not to."""
    folder = PROJECT / "tests" / "studies" / "two_level_systems" / "exact"
    test = f"{folder / 'test_engines.py'}::test_pair_report_through_all_four_engines"
    script = f"srun -n1 -c12 {sys.executable} -m pytest -m slow -p no:cacheprovider -rs {test}"
    output = tmp_path / "output"
    submit = ["sbatch", "--wait", "-n1", "-c12", "--time=5", "-o", output, "--wrap", script]
    subprocess.run(submit, cwd=PROJECT, timeout=400)
    assert "1 passed" in output.read_text()


STATUS = """\
#!/bin/sh
case $(scontrol show job $1) in
  *JobState=COMPLETED*) echo success ;;
  *JobState=PENDING* | *JobState=RUNNING* | *JobState=COMPLETING*) echo running ;;
  *) echo failed ;;
esac
"""


def test_any_command_that_submits_a_script_will_do(slurm, tmp_path):
    """A job that the scheduler kills is tried again, with more memory."""
    run = Run(tmp_path)
    status = tmp_path / "status"
    status.write_text(STATUS)
    status.chmod(0o755)
    minima = str(SAMPLE / "minima.h5")
    submit = "sbatch --parsable --hold --mem={resources.mem_mb} --time={resources.runtime}"
    process = run.start(
        minima, "--profile", str(PROJECT / "profiles" / "cluster-generic"),
        "--cluster-generic-submit-cmd", submit, "--cluster-generic-status-cmd", str(status),
        "--cluster-generic-cancel-cmd", "scancel", "--seconds-between-status-checks", "2",
    )  # fmt: skip
    first = wait_for(lambda: output_of("squeue", "-h", "-t", "PD", "-o", "%A").split(), 60)
    assert "MinMemoryNode=2000M" in output_of("scontrol", "show", "job", first[0])
    subprocess.run(["scancel", *first], check=True)
    second = wait_for(lambda: output_of("squeue", "-h", "-t", "PD", "-o", "%A").split(), 60)
    assert "MinMemoryNode=4000M" in output_of("scontrol", "show", "job", second[0])
    subprocess.run(["scontrol", "release", *second], check=True)
    assert process.wait(120) == 0
    assert (tmp_path / minima).exists()
