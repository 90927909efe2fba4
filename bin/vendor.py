"""Fetch what the pages are made of, cut the fonts, and write static/vendor/VENDOR.json.

Run by `make vendor`, and only then: the results are kept in the repository, so that neither a
start nor a test needs Node or the network. Needs npm, fonttools and brotli.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153]
SIGNS = [0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E]
SIGNS += [0x2026, 0x2009, 0x202F, 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
EXTENDED = [*range(0x100, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E]


@dataclass(frozen=True)
class Package:
    """One package of the npm registry at one version, and the files taken from it as they are."""

    name: str
    version: str
    licence: str
    folder: str
    files: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        return VENDOR / f"{self.folder}-{self.version}"


@dataclass(frozen=True)
class Cut:
    """One font file made from a variable one: its axes, its characters, its place."""

    package: str
    source: str
    target: str
    axes: dict[str, float | tuple[float, float]]
    characters: tuple[int, ...]
    name: tuple[str, str, int] | None = None


HTMX = Package("htmx.org", "2.0.11", "0BSD", "htmx", ("dist/htmx.min.js",))
SSE = Package("htmx-ext-sse", "2.2.4", "0BSD", "htmx-ext-sse", ("dist/sse.min.js",))
SERIF = Package("@fontsource-variable/newsreader", "5.3.0", "OFL-1.1", "newsreader")
SANS = Package("@fontsource-variable/public-sans", "5.3.0", "OFL-1.1", "public-sans")
PACKAGES = (HTMX, SSE, SERIF, SANS)

BASIC = (*LATIN, *SIGNS)
SERIF_FILE = "newsreader-latin-opsz-normal.woff2"
SANS_FILE = "public-sans-latin-wght-normal.woff2"
HEADLINE: dict[str, float | tuple[float, float]] = {"opsz": 48, "wght": (420, 600)}
CUTS = (
    Cut("newsreader", SERIF_FILE, "upright.woff2", HEADLINE, BASIC),
    Cut(
        "newsreader",
        "newsreader-latin-ext-opsz-normal.woff2",
        "upright-ext.woff2",
        HEADLINE,
        tuple(EXTENDED),
    ),
    Cut(
        "newsreader",
        "newsreader-latin-opsz-italic.woff2",
        "italic.woff2",
        {"opsz": 24, "wght": 500},
        BASIC,
    ),
    Cut("public-sans", SANS_FILE, "upright.woff2", {"wght": (400, 700)}, BASIC),
    Cut(
        "public-sans",
        "public-sans-latin-ext-wght-normal.woff2",
        "upright-ext.woff2",
        {"wght": (400, 700)},
        tuple(EXTENDED),
    ),
    Cut(
        "newsreader",
        SERIF_FILE,
        "Newsreader-560.ttf",
        {"opsz": 48, "wght": 560},
        BASIC,
        ("Newsreader", "SemiBold", 600),
    ),
    Cut(
        "public-sans",
        SANS_FILE,
        "PublicSans-400.ttf",
        {"wght": 400},
        BASIC,
        ("Public Sans", "Regular", 400),
    ),
    Cut(
        "public-sans",
        SANS_FILE,
        "PublicSans-600.ttf",
        {"wght": 600},
        BASIC,
        ("Public Sans", "SemiBold", 600),
    ),
)


def fetch(package: Package, into: Path) -> Path:
    """The package lies unpacked under the given folder; its root is returned."""
    pinned = f"{package.name}@{package.version}"
    run = ["npm", "pack", pinned, "--silent", "--pack-destination", str(into)]
    made = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()[-1]
    home = into / package.folder
    with tarfile.open(into / made) as archive:
        archive.extractall(home, filter="data")
    return home / "package"


def copy(package: Package, root: Path) -> None:
    """The licence and the files that are taken as they are lie in static/vendor."""
    shutil.rmtree(package.home, ignore_errors=True)
    package.home.mkdir(parents=True)
    shutil.copyfile(root / "LICENSE", package.home / "LICENSE")
    for name in package.files:
        shutil.copyfile(root / name, package.home / Path(name).name)


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    """The font says its family, style and weight, so that a renderer finds it by them."""
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    names |= {16: family, 17: style}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def cut(order: Cut, source: Path, target: Path) -> None:
    """The font lies at its place, with the axes and characters that were ordered."""
    font = TTFont(source, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, order.axes)
    options = subset.Options(layout_features=["*"], hinting=False, name_IDs=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=order.characters)
    cutter.subset(font)
    if order.name:
        rename(font, *order.name)
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    font.save(target)


def sha384(path: Path) -> str:
    """The hash of a file as subresource integrity writes it."""
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def describe(packages: Iterable[Package]) -> list[dict[str, str]]:
    """A row for every vendored file: what it is, whose, under which licence, and its hash."""
    return [
        {
            "file": str(path.relative_to(VENDOR)),
            "package": package.name,
            "version": package.version,
            "licence": package.licence,
            "licence_file": str((package.home / "LICENSE").relative_to(VENDOR)),
            "source": f"https://www.npmjs.com/package/{package.name}/v/{package.version}",
            "sha384": sha384(path),
        }
        for package in packages
        for path in sorted(package.home.iterdir())
    ]


def main() -> None:
    """static/vendor holds exactly what this file orders."""
    with tempfile.TemporaryDirectory() as name:
        for package in PACKAGES:
            root = fetch(package, Path(name))
            copy(package, root)
            for order in CUTS:
                if order.package == package.folder:
                    cut(order, root / "files" / order.source, package.home / order.target)
    rows = json.dumps(describe(PACKAGES), indent=2)
    (VENDOR / "VENDOR.json").write_text(rows + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
