"""What jobs write into their logs."""

import subprocess
import sys

JOB = """
import logging, sys
from glasscape.jobs import job_log
with job_log(sys.argv[1]):
    logging.getLogger("glasscape.paths").info("a path")
    logging.getLogger("fontTools").info("a glyph")
    logging.getLogger("fontTools").warning("no glyph")
"""


def test_logs_hold_what_we_say_and_warnings_of_libraries(tmp_path):
    # in a process of its own: logging is set for all of it
    subprocess.run([sys.executable, "-c", JOB, str(tmp_path / "logs" / "job.log")], check=True)
    lines = (tmp_path / "logs" / "job.log").read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == ["INFO a path", "WARNING no glyph"]
