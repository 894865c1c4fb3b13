"""Public data are fetched, here from a server of this machine."""

import hashlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from glasscape import public
from glasscape.cli import main
from glasscape.errors import GlasscapeError
from glasscape.public import PUBLIC, PublicData, PublicFile, fetch

CONTENT = {"one.csv": b"a,b\n", "deep/two.npz": b"numbers"}
PROJECT = Path(__file__).parents[1]


class Handler(SimpleHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A server with two files, and public data that consist of them. One digest is not known."""
    for name, content in CONTENT.items():
        path = tmp_path / "server" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "server")))
    Thread(target=server.serve_forever, daemon=True).start()
    at = f"http://127.0.0.1:{server.server_port}"
    digest = hashlib.sha256(CONTENT["one.csv"]).hexdigest()
    files = (
        PublicFile("one.csv", f"{at}/one.csv", digest),
        PublicFile("deep/two.npz", f"{at}/deep/two.npz", None),
    )
    data = PublicData("Somebody, Journal (2023)", "resources/some", "some.yaml", files)
    monkeypatch.setattr(public, "PUBLIC", {"some": data})
    monkeypatch.setattr("glasscape.cli.PUBLIC", {"some": data})
    yield server
    server.shutdown()
    server.server_close()


def test_files_are_fetched_once_and_lie_where_the_example_expects_them(served, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    main(["fetch", "some"])
    for name, content in CONTENT.items():
        assert (tmp_path / "resources" / "some" / name).read_bytes() == content
    told = capsys.readouterr().out
    assert hashlib.sha256(CONTENT["deep/two.npz"]).hexdigest() in told
    assert "2 files of Somebody, Journal (2023)" in told
    main(["fetch", "some"])
    assert Handler.asked == ["/one.csv", "/deep/two.npz"]
    # an interrupted fetch goes on
    (tmp_path / "resources" / "some" / "deep" / "two.npz").unlink()
    main(["fetch", "some"])
    assert Handler.asked == ["/one.csv", "/deep/two.npz", "/deep/two.npz"]


def test_a_file_that_has_changed_is_refused(served, tmp_path):
    (tmp_path / "server" / "one.csv").write_bytes(b"something else")
    with pytest.raises(GlasscapeError, match=r"one.csv: is not the file with the SHA-256 [0-9a-f]{64}"):
        fetch("some", tmp_path)
    assert not (tmp_path / "resources" / "some" / "one.csv").exists()


def test_without_a_network_one_is_told_what_to_put_where(served, tmp_path):
    served.shutdown()
    served.server_close()
    with pytest.raises(GlasscapeError) as told:
        fetch("some", tmp_path)
    for name in CONTENT:
        assert f"/{name}\n    as {tmp_path / 'resources' / 'some' / name}" in str(told.value)


@pytest.mark.parametrize("name", PUBLIC)
def test_examples_read_what_is_fetched(name):
    data = PUBLIC[name]
    config = (PROJECT / data.example).read_text()
    text = config + (PROJECT / yaml.safe_load(config)["samples"]).read_text()
    for file in data.files:
        assert f"{data.folder}/{file.name}" in text
    assert text.count(f"{data.folder}/") == len(data.files)


@pytest.mark.parametrize("name", ["botan2023"])
def test_digests_are_those_of_the_files_at_hand(name, botan):
    for file in PUBLIC[name].files:
        assert hashlib.sha256((botan / file.name).read_bytes()).hexdigest() == file.sha256
