"""What every job of the workflow needs: a log file, and errors that a user can read."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glasscape.errors import GlasscapeError


@contextmanager
def job_log(path: str | Path) -> Iterator[logging.Logger]:
    """Log to `path`; end the process with a one-line message when the input is at fault."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=path,
        filemode="w",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        force=True,
    )
    logging.captureWarnings(True)
    logger = logging.getLogger("glasscape")
    # schedulers end jobs by SIGTERM: let them tidy up
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    try:
        yield logger
    except (GlasscapeError, OSError) as error:
        # of the system are full disks and missing permissions
        logger.error("%s", error, exc_info=isinstance(error, OSError))
        sys.exit(f"error: {error}")
    except BaseException:
        logger.exception("the job did not finish")
        raise
