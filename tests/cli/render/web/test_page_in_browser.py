"""The page in a browser: its console stays empty, and nothing is asked for."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from cli.documents.document import Document
from cli.render.html import page

Made = Callable[..., Document]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
ITS_OWN = (".google.com", ".googleapis.com")
"""What the browser itself asks for, whatever page is open."""

pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"no browser is installed: {', '.join(BROWSERS)}")


class Proxy(ThreadingHTTPServer):
    """What every request of the browser comes to; it notes the host and answers nothing."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Refusing)
        self.hosts: list[str] = []

    @property
    def asked(self) -> list[str]:
        """Return the hosts that were asked for, without the browser's own."""
        return [host for host in self.hosts if not host.endswith(ITS_OWN)]


class Refusing(BaseHTTPRequestHandler):
    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        assert isinstance(self.server, Proxy)
        whole = self.path if "://" in self.path else f"//{self.path}"
        self.server.hosts.append(urlsplit(whole).hostname or self.path)
        self.send_error(502)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = Proxy()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def browse(tmp_path: Path, proxy: Proxy) -> Callable[..., tuple[str, list[str]]]:
    """Opens a page; gives what the browser prints, and what its console says."""

    def browse(text: str, *options: str) -> tuple[str, list[str]]:
        path = tmp_path / "page.html"
        path.write_text(text, "utf-8")
        assert BROWSER is not None
        done = subprocess.run(
            [
                *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *(f"--user-data-dir={tmp_path / 'profile'}", "--disable-background-networking"),
                *("--disable-component-update", "--disable-sync", "--enable-logging=stderr"),
                *(
                    f"--proxy-server=http://127.0.0.1:{proxy.server_address[1]}",
                    "--proxy-bypass-list=<-loopback>",
                ),
                *(options or ("--dump-dom",)),
                path.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    return browse


def test_a_page_that_runs_and_asks_would_be_seen(
    browse: Callable[..., tuple[str, list[str]]], proxy: Proxy
) -> None:
    _dom, console = browse("<p><script>console.error('run')</script><img src=http://tracker.invalid/x.png>")
    assert ["run" in line for line in console] == [True]
    assert proxy.asked == ["tracker.invalid"]


def test_the_console_stays_empty_and_nothing_is_asked_for(
    made: Made, browse: Callable[..., tuple[str, list[str]]], proxy: Proxy, hostile: str
) -> None:
    dom, console = browse(page(made("zh", hostile)))
    assert console == []
    assert proxy.asked == []
    assert "甲公司" in dom
    assert dom.count("<figure>") == 3


def test_it_prints_on_a4_with_the_footer_on_every_page(
    made: Made, browse: Callable[..., tuple[str, list[str]]], tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext is installed")
    paper = tmp_path / "page.pdf"
    browse(page(made("en")), f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    told = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in told
    text = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.removesuffix("\f").split("\f")
    assert len(pages) > 1
    assert all("A footer" in each for each in pages)
