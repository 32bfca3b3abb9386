from __future__ import annotations

import tarfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

from carto_wizard import __version__
from tests.packaging.conftest import Built, build
from tests.terminal import ROOT

NAME = f"carto_wizard-{__version__}"
INFO = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
SDIST = {
    "carto_wizard",
    "screenshots",
    "tests",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "PKG-INFO",
    "README.md",
    "pyproject.toml",
}


def package() -> Iterator[str]:
    """Every file of the package, by its path in a wheel."""
    for path in (ROOT / "carto_wizard").rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and "__pycache__" not in name:
            shared = name.startswith("carto_wizard/share/")
            yield f"{NAME}.data/data/{name[13:]}" if shared else name


def test_the_wheel_holds_the_package_and_what_is_shared(built: Built) -> None:
    info = {f"{NAME}.dist-info/{name}" for name in INFO}
    with ZipFile(built.wheel) as wheel:
        names = wheel.namelist()
        assert len(set(names)) == len(names)
        assert set(names) == {*package(), *info}
        # Nothing that the machine that builds it has to do with.
        assert not any(str(ROOT).encode() in wheel.read(name) for name in names)


def test_the_sdist_holds_what_its_tests_need_and_nothing_else(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        paths = [Path(member.name).parts for member in sdist if member.isfile()]
    assert {parts[0] for parts in paths} == {NAME}
    assert {parts[1] for parts in paths} == SDIST
    assert not any(part == "__pycache__" for parts in paths for part in parts)


def test_the_sdist_builds_the_same_again(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as sdist:
        sdist.extractall(tmp_path / "unpacked", filter="data")
    again = build(tmp_path / "unpacked" / NAME, tmp_path / "again")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


def test_an_index_shows_pictures_and_where_to_ask(built: Built) -> None:
    with ZipFile(built.wheel) as wheel:
        text = wheel.read(f"{NAME}.dist-info/METADATA").decode()
    found = HeaderParser().parsestr(text)
    urls = dict(each.split(", ", 1) for each in found.get_all("Project-URL", []))
    assert {"Repository", "Issues", "Changelog"} <= set(urls)
    assert found["Description-Content-Type"] == "text/markdown"
    assert "](screenshots/" not in text
    assert '="screenshots/' not in text
