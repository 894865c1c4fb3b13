"""Log files and error messages of the jobs of the workflow."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glasscape.errors import GlasscapeError


@contextmanager
def job_log(path: str | Path) -> Iterator[logging.Logger]:
    """Log to `path`. Wrong input ends the process with a message of one line."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=path,
        filemode="w",
        # libraries log what they do, by the page
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
        force=True,
    )
    logging.captureWarnings(True)
    logger = logging.getLogger("glasscape")
    logger.setLevel(logging.INFO)
    # schedulers end jobs by SIGTERM: exit in order, so that temporary files are removed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    try:
        yield logger
    except (GlasscapeError, OSError) as error:
        # an OSError is a full disk or a missing permission, for example
        logger.error("%s", error, exc_info=isinstance(error, OSError))
        sys.exit(f"error: {error}")
    except BaseException:
        logger.exception("the job did not finish")
        raise
