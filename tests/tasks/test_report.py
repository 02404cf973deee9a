"""The report: one page that shows the bank, in a real browser, to everybody."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import browser
from builds import datasets
from lastro.tasks.report import picture
from lastro.tasks.report.numbers import count, reais, share, short, tile
from lastro.tasks.report.year import MARKS
from projects import ROOT, Project, once

REPORT = "data/financial_services/report.html"
FIGURES = 1 + 1 + 4 + 4 + 4 + 10  # the graph, the year, money, people, credit, the questions


@pytest.fixture(scope="session")
def reported(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank with its report, made without a home to write to; not to be changed."""

    def make(to: Path) -> None:
        done = bank.copy(to).doit("report", HOME="/dev/null")
        assert (done.code, done.err) == (0, "")

    return Project(once(tmp_path_factory, "report", make))


@pytest.fixture(scope="session")
def text(reported: Project) -> str:
    return reported.path(REPORT).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def window(reported: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browser.browser(tmp_path_factory.mktemp("profile")) as window:
        window.get(reported.path(REPORT).as_uri())
        yield window


# The file


def test_it_is_one_file_of_at_most_three_megabytes_without_script(text: str) -> None:
    assert len(text.encode()) <= 3_000_000
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\((?!#)", text)


def test_it_names_no_address_but_those_of_svg(text: str) -> None:
    assert set(re.findall(r"https?://[^\"' <]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_tags_are_closed_and_identifiers_unique(text: str) -> None:
    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.names: list[str] = []

        def handle_starttag(self, tag: str, attributes: list) -> None:
            self.names += [value for name, value in attributes if name == "id"]
            if tag not in ("meta", "br"):
                self.open.append(tag)

        def handle_startendtag(self, tag: str, attributes: list) -> None:
            self.names += [value for name, value in attributes if name == "id"]

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    page = Page()
    page.feed(text)
    assert page.open == []
    assert len(page.names) == len(set(page.names))


def test_what_it_says_agrees_with_the_files(reported: Project, text: str) -> None:
    for name in ("customers", "transactions", "digital_activity"):
        records = len(json.loads(reported.output(name).read_bytes()))
        assert f"<td>{records:,}</td>" in text
    assert "every rule holds for every record" in text


def test_it_is_the_same_page_each_time_and_made_only_when_stale(reported: Project, text: str, tmp_path: Path) -> None:
    own = reported.copy(tmp_path / "own")  # other workers read the page that is shared
    assert own.doit("report").skipped[-1] == "report"
    own.path(REPORT).unlink()
    assert own.doit("report").ran == ["report"]
    assert own.path(REPORT).read_text(encoding="utf-8") == text


def test_texts_of_the_data_are_escaped(own_bank: Project) -> None:
    occupations = {c["occupation"] for c in json.loads(own_bank.output("customers").read_bytes())}
    edited = own_bank.output("customers").read_text(encoding="utf-8")
    for occupation in occupations:
        edited = edited.replace(f'"occupation":"{occupation}"', '"occupation":"<b>x</b>&"')
    own_bank.output("customers").write_text(edited, encoding="utf-8")
    assert own_bank.doit("report").code == 0
    page = own_bank.path(REPORT).read_text(encoding="utf-8")
    assert "&lt;b&gt;x&lt;/b&gt;&amp;" in page
    assert "<b>x</b>" not in page


def test_a_bank_of_nobody_has_a_report_too(own_bank: Project) -> None:
    done = own_bank.doit("customers=0", "report")
    assert done.code == 0, done.err
    assert "Ten questions" in own_bank.path(REPORT).read_text(encoding="utf-8")


def test_a_missing_package_is_one_sentence(own_bank: Project) -> None:
    missing = "raise ModuleNotFoundError(name='matplotlib')"
    own_bank.path(REPORT).unlink(missing_ok=True)
    own_bank.path("absent").mkdir()
    own_bank.path("absent/matplotlib.py").write_text(missing, encoding="utf-8")
    done = own_bank.doit("report", PYTHONPATH=str(own_bank.path("absent")))
    assert done.code == 1
    assert "the package matplotlib is missing: `pip install -r requirements/report.txt` installs it" in done.err
    assert "Traceback" not in done.err


# In a browser


def test_it_opens_without_a_complaint_and_asks_for_nothing(window: Any) -> None:
    browser.asked_for(window)  # forget what came before
    window.refresh()
    assert [address for address in browser.asked_for(window) if not address.endswith("/report.html")] == []
    assert window.get_log("browser") == []


def test_every_figure_is_shown_with_a_text_alternative_and_a_table(window: Any) -> None:
    plots = window.find_elements("css selector", "figure [role=img]")
    assert len(plots) == FIGURES
    for plot in plots:
        assert len(plot.get_attribute("aria-label")) > 40
        assert plot.size["height"] > 100
    assert (
        len(window.find_elements("css selector", "figure details table")) == len(plots) - 1
    )  # the graph's is beside it


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(window: Any, width: int, dark: bool) -> None:
    browser.look(window, width, dark=dark)
    assert browser.axe(window) == []


def test_colours_follow_day_and_night(window: Any) -> None:
    seen = []
    for dark in (False, True):
        browser.look(window, 1280, dark=dark)
        seen.append(window.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert seen == ["rgb(246, 244, 238)", "rgb(15, 21, 21)"]


def test_a_phone_needs_no_sideways_scrolling(window: Any) -> None:
    browser.look(window, 390, dark=False)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    height = "t.textContent.trim() ? t.getBoundingClientRect().height : 99"
    smallest = f"return Math.min(...[...document.querySelectorAll('svg text')].map(t => {height}))"
    assert window.execute_script(smallest) >= 8


def test_a_phone_shows_every_name_of_the_legend_of_the_year(window: Any) -> None:
    browser.look(window, 390, dark=False)
    ends = "[...document.querySelectorAll('#year svg text')].map(t => [t.textContent, t.getBoundingClientRect().right])"
    shown = {text.strip(): right for text, right in window.execute_script(f"return {ends}")}
    edge = window.execute_script("return document.querySelector('#year .scroll').getBoundingClientRect().right")
    assert [name for name, *_ in MARKS if shown[name] > edge] == []


def test_no_plot_stands_alone_in_a_card_made_for_a_larger_one(window: Any) -> None:
    browser.look(window, 1280, dark=False)
    box = "const box = (f, what) => f.querySelector(what).getBoundingClientRect();"
    gaps = "[f.id, box(f, '.plot').top - box(f, 'p').bottom, box(f, 'details').top - box(f, '.plot').bottom]"
    found = window.execute_script(f"{box} return [...document.querySelectorAll('main figure[id]')].map(f => {gaps})")
    assert [(name, above, below) for name, above, below in found if above > 30 or below > 150] == []


def test_the_keyboard_reaches_links_tables_and_wide_plots(window: Any) -> None:
    browser.look(window, 1280, dark=False)
    window.refresh()
    from selenium.webdriver.common.keys import Keys

    body = window.find_element("tag name", "body")
    reached = []
    for _ in range(14):
        body.send_keys(Keys.TAB)
        reached.append(window.execute_script("return document.activeElement.textContent.trim().slice(0, 20)"))
    assert reached[:2] == ["Skip to the report", "Data"]
    assert any(name.startswith("Figures") for name in reached)


# Figures


def test_the_graph_has_every_edge(text: str) -> None:
    assert text.count('class="head"') == sum(len(each.upstream) for each in datasets().values())


def test_every_share_in_a_plot_has_one_decimal(text: str) -> None:
    drawn = re.findall(r"<text[^>]*>([^<]*\d%[^<]*)</text>", text)
    assert len(drawn) > 20
    assert [each for each in drawn if not re.search(r"(?<![\d.])\d+\.\d%", each)] == []


# The picture


def test_the_picture_is_of_the_report_as_it_looks_and_of_the_bank_of_the_readme() -> None:
    found: Any = picture.made_of((ROOT / picture.PICTURE).read_bytes())
    shown = re.findall(r"^   (\w+): ([\d,]+) records", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    records = {name: int(number.replace(",", "")) for name, number in shown}
    remedy = "run `doit picture` with the default settings and commit docs/report.png"
    assert found["look"] == picture.look(), remedy
    assert found["records"] == pytest.approx(records, rel=0.05), remedy


def test_a_picture_says_what_it_was_made_of(own_bank: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    own_bank.path("page.html").write_text("<h1>A bank</h1>", encoding="utf-8")
    own_bank.path("docs").mkdir(exist_ok=True)
    monkeypatch.chdir(own_bank.root)
    if not any(map(shutil.which, picture._BROWSERS)):
        pytest.skip(browser.MISSING_BROWSER)
    picture.photograph("page.html", {"customers": 300})
    taken = own_bank.path(picture.PICTURE).read_bytes()
    assert picture.made_of(taken) == {"look": picture.look(), "records": {"customers": 300}}
    assert taken.endswith(b"IEND\xaeB`\x82")


def test_figures_are_written_as_in_english() -> None:
    assert [count(1234.5), share(1, 8), share(1, 0)] == ["1,234", "12.5%", "0.0%"]
    assert [reais(950), reais(12_300), reais(4.5e6), reais(2e9)] == [
        "R$ 950",
        "R$ 12,300",
        "R$ 4.5 million",
        "R$ 2.0 billion",
    ]
    assert [short(950), short(12_000), short(4.5e6), tile(1.2e9)] == ["950", "12k", "4.5M", "R$ 1.2 bn"]
