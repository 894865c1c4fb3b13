"""A sample sheet with addresses: files are downloaded by a storage plugin of Snakemake."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from runs import ENSEMBLE, PROJECT, SAMPLE, Run

from glasscape.minima.library import MinimaLibrary


@pytest.fixture
def address():
    """The address of the example minima on a server of this machine."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(PROJECT / "resources"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/example-minima.tar.xz"
    server.shutdown()
    server.server_close()


def test_minima_at_an_address_are_downloaded(tmp_path, address):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text(f"ensemble\tsample\tpath\n{ENSEMBLE}\tsmall\t{address}\n")
    run(str(SAMPLE / "minima.h5"))
    assert len(MinimaLibrary.read(tmp_path / SAMPLE / "minima.h5").energies) == 56
