"""Pictures of the pages, so that they can be looked at: `make shots`, or

    python -m tools.shots [--out shots] [--widths 390,1280] [--dark] [login:]path[>selector] …
    python -m tools.shots --readme

Starts the demonstration in a folder of its own, signs in with one click where a login is given, follows the first link
that fits the selector, and prints for each picture its status, console errors and how many pixels the page is too wide.
Exit 1 when something is wrong. `--readme` makes the pictures of the README and of the guides in docs/pictures/: the
first screens of some pages and one filing from its first page to the receipt, each at most 200 kB.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.helpers import Watched, launch, new_context, overflow, sign_in
from tests.servers import embedded
from tools.tour import filing

PAGES = (
    "/",
    "/accounts/login/",
    "consumer:/file/",
    "consumer:/cases/",
    "consumer:/cases/>.case-row a",
    "mediator:/desk/",
    "mediator:/desk/>tbody a",
    "manager:/desk/assign/",
)
README = {
    "home": "/",
    "case": "consumer:/cases/>.case-row a",
    "desk": "mediator:/desk/",
    "assign": "manager:/desk/assign/",
}
# Soon after the start the rule finds a mediator for every case: this page is empty then, the others are fuller.
EARLY = "assign"
PICTURES = Path("docs/pictures")
HEAVIEST = 200_000  # bytes of one picture in docs/pictures/


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks, at what, how wide, in which colours."""

    who: str
    path: str
    width: int
    scheme: str
    then: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        if self.called:
            return f"{self.called}-{self.width}.png"
        words = re.sub(r"[^A-Za-z0-9]+", "-", f"{self.who}{self.path}{self.then}").strip("-") or "home"
        return f"{words}-{self.width}-{self.scheme}.png"


def shot(wanted: str, width: int, scheme: str = "light", called: str = "") -> Shot:
    """From `login:path>selector`."""
    address, _arrow, then = wanted.partition(">")
    who, path = address.split(":", 1) if ":" in address else ("", address)
    return Shot(who, path, width, scheme, then, called)


def shots_of(wanted: list[str], widths: str, *, dark: bool) -> list[Shot]:
    schemes = ("light", "dark") if dark else ("light",)
    return [shot(one, int(width), scheme) for one, width, scheme in product(wanted, widths.split(","), schemes)]


def readme_shots() -> list[Shot]:
    """Some pages on a desk and on a phone."""
    return [shot(wanted, width, called=name) for name, wanted in README.items() for width in (1280, 390)]


def take(browser: Browser, base: str, shot: Shot, out: Path) -> bool:
    """Make one picture; whether nothing was wrong."""
    size = {"width": shot.width, "height": 844 if shot.called and shot.width < 720 else 900}
    context = new_context(browser, viewport=size, color_scheme=shot.scheme)
    watched = Watched(context.new_page()).listen()
    if shot.who:
        sign_in(watched.page, base, shot.who)
    answer = watched.page.goto(base + shot.path)
    if shot.then:
        watched.page.locator(shot.then).first.click()
    watched.page.wait_for_timeout(400)
    # The README shows a page as it opens; whoever checks a page wants all of it.
    data = watched.page.screenshot(path=str(out / shot.name), full_page=not shot.called)
    status, wide = answer.status if answer else 0, overflow(watched.page)
    well = status < 400 and wide == 0 and not watched.wrong and (not shot.called or len(data) <= HEAVIEST)
    measured = f"overflow={wide} {len(data) // 1000} kB"
    print("ok  " if well else "LOOK", status, measured, out / shot.name, *watched.wrong[:2])
    context.close()
    return well


def all_well(shots: list[Shot], out: Path, *, tour: bool = False) -> bool:
    """Take every picture of a freshly started demonstration; with `tour` also those of filing."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zhiqiao-shots-") as folder, embedded(Path(folder)) as site:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            results = [taken_well(browser, site.base, shot, out) for shot in shots if shot.called == EARLY]
            if tour:
                results.append(toured_well(browser, site.base, out, Path(folder)))
            results += [taken_well(browser, site.base, shot, out) for shot in shots if shot.called != EARLY]
            browser.close()
    return all(results)


def taken_well(browser: Browser, base: str, shot: Shot, out: Path) -> bool:
    """`take`, where a page that does not come is one thing wrong and the rest goes on."""
    try:
        return take(browser, base, shot, out)
    except Error as error:
        print("LOOK", shot.name, str(error).splitlines()[0])
        return False


def toured_well(browser: Browser, base: str, out: Path, folder: Path) -> bool:
    """Keep the pictures of one filing; whether nothing was wrong."""
    results = []
    for taken in filing(browser, base, folder):
        (out / taken.name).write_bytes(taken.data)
        results.append(not taken.wrong and len(taken.data) <= HEAVIEST)
        print("ok  " if results[-1] else "LOOK", f"{len(taken.data) // 1000} kB", out / taken.name, *taken.wrong[:2])
    return all(results)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", default=list(PAGES))
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--widths", default="390,1280")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--readme", action="store_true")
    asked = parser.parse_args()
    if asked.readme:
        return 0 if all_well(readme_shots(), PICTURES, tour=True) else 1
    return 0 if all_well(shots_of(asked.pages, asked.widths, dark=asked.dark), asked.out) else 1


if __name__ == "__main__":
    sys.exit(main())
