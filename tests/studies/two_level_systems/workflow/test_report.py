"""The page and the report in a browser, without a network.

Needs Debian's chromium and chromium-driver.
"""

import json
import shutil

import pytest
from runs import RESULTS

webdriver = pytest.importorskip("selenium.webdriver", reason="not installed: selenium")
from selenium.common.exceptions import ElementClickInterceptedException  # noqa: E402
from selenium.webdriver.support.wait import WebDriverWait  # noqa: E402

MISSING = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@pytest.fixture(scope="module")
def found(finds):
    """A run that has found some pairs, with its report."""
    finds("--report", "report.html")
    return finds


@pytest.fixture
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    driver.implicitly_wait(10)
    yield driver
    driver.quit()


def complaints(browser):
    """Errors on the console, and requests that leave the machine."""
    errors = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            if not address.startswith(("file:", "data:", "blob:", "about:")):
                errors.append(address)
    return errors


def by(browser, selector):
    return browser.find_elements("css selector", selector)


PAINTED = """
const canvas = document.getElementById('particles');
const samples = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
let sum = 0;
for (let i = 3; i < samples.length; i += 4) if (samples[i]) sum += 1 + i % 7;
return sum;
"""


def painted(browser):
    """How much of the picture of particles is painted, weighted so that a rotation shows."""
    return browser.execute_script(PAINTED)


def column(browser, number):
    return [cell.text for cell in by(browser, f"#pairs tbody td:nth-child({number})")]


@pytest.mark.parametrize("width", [1920, 1280])
def test_the_page_sorts_links_and_draws(found, browser, width, tmp_path):
    browser.set_window_size(width, 1000)
    page = (found.folder / RESULTS / "defects.html").resolve().as_uri()
    browser.get(page)
    names = [name.text.split("\n")[0] for name in by(browser, "#pairs th")]
    place = names.index("energy barrier") + 1
    rows = len(by(browser, "#pairs tbody tr"))
    assert rows > 3
    by(browser, "#pairs th button")[place - 1].click()
    barriers = [float(text) for text in column(browser, place)]
    assert barriers == sorted(barriers)
    by(browser, "#pairs th button")[place - 1].click()
    assert [float(text) for text in column(browser, place)] == sorted(barriers, reverse=True)
    by(browser, "#pairs tbody a")[1].click()
    chosen = by(browser, "#pairs tbody tr[aria-selected=true]")
    assert len(chosen) == 1
    assert by(browser, "#chosen")[0].text.startswith(f"Pair {chosen[0].text.split()[0]}:")
    assert by(browser, "#profile .curve")
    before = painted(browser)
    assert before > 1000
    canvas = by(browser, "#particles")[0]
    webdriver.ActionChains(browser).drag_and_drop_by_offset(canvas, 80, 30).perform()
    assert painted(browser) != before
    # a link from elsewhere leads to a pair
    browser.get("about:blank")
    browser.get(f"{page}#pair-3")
    assert by(browser, "#chosen")[0].text.startswith("Pair 3:")
    width_of_page = browser.execute_script("return document.documentElement.scrollWidth")
    assert width_of_page <= browser.execute_script("return window.innerWidth")
    assert complaints(browser) == []


def test_the_report_opens_offline(found, browser):
    browser.set_window_size(1920, 1080)
    report = (found.folder / "report.html").resolve().as_uri()
    browser.get(report)
    assert "Results of glasscape" in by(browser, "body")[0].text

    def follow(text):
        browser.find_element("xpath", f"//span[normalize-space(text())='{text}']").click()

    def show(text):
        row = browser.find_element("xpath", f"//tr[td[normalize-space(.)='{text}']]")
        eye = row.find_element("css selector", "a")
        # rows move while their panel opens
        waiting = WebDriverWait(browser, 10, ignored_exceptions=[ElementClickInterceptedException])
        waiting.until(lambda _: eye.click() is None)

    follow("Defects")
    show("example")
    browser.switch_to.frame(by(browser, "iframe")[0])
    by(browser, "#pairs tbody a")[1].click()
    assert by(browser, "#chosen")[0].text.startswith("Pair 2:")
    assert painted(browser) > 1000
    for category, count in (("Physics", 11), ("Search", 2)):
        browser.get(report)
        follow(category)
        pictures = [row.text for row in by(browser, "tbody tr")]
        assert len(pictures) == count
        for name in pictures:
            show(name)
            picture = by(browser, "img")[-1]
            assert browser.execute_script("return arguments[0].naturalWidth", picture) > 500
    assert complaints(browser) == []
