"""The config editor against ConfigUpdater and against botocore's own reading.

`python -m tests.benchmarks.bench_config_editor [--check]`. Only ratios are judged: the
same machine, one after the other, the best of a few runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from botocore.configloader import load_config
from configupdater import ConfigUpdater

from carto_wizard.files.changes import changes
from carto_wizard.files.config.editor import ConfigFile, edit_file
from carto_wizard.render.aws_config import CONFIG, section_parts
from carto_wizard.render.planned import Language, PlannedFile, Section

ROUNDS = 3
NEW = 500


def main() -> int:
    """Print the figures; with --check, 1 if a ratio is beyond its bound."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    data, double, sections = _file(5_000), _file(10_000), _new_sections()
    with tempfile.TemporaryDirectory() as folder:
        planned = _planned(Path(folder), data, sections)
        rows = _rows(data, double, sections, planned)
    failed = False
    for title, seconds, ratio, bound in rows:
        line = f"{title:48} {seconds:7.3f} s"
        if ratio is not None and bound is not None:
            failed = failed or ratio >= bound
            line += f"   ratio {ratio:5.2f} (bound {bound:.1f})"
        sys.stdout.write(line + "\n")
    return 1 if check and failed else 0


def _rows(
    data: bytes, double: bytes, sections: list[Section], planned: PlannedFile
) -> list[tuple[str, float, float | None, float | None]]:
    """Title, seconds, and where it is judged the ratio and its bound."""
    ours, waited, theirs, reading, larger, larger_reading = _best(
        lambda: _edit(data, sections),
        lambda: changes([planned]),
        partial(_config_updater, data.decode(), sections),
        partial(_botocore_twice, _edit(data, sections)),
        lambda: _edit(double, sections),
        partial(_botocore_twice, _edit(double, sections)),
    )
    return [
        (f"{NEW} new profiles into 5,000, guards included", ours, None, None),
        # What a person waits for: from the path on the disk to the change to be shown.
        ("the whole plan of that change", waited, waited / reading, 3.0),
        ("ConfigUpdater, the same without guards", theirs, ours / theirs, 1.0),
        ("botocore reads the result twice", reading, ours / reading, 3.0),
        # Twice the file: 2 is linear, 4 is quadratic.
        (f"{NEW} new profiles into 10,000", larger, larger / ours, 3.5),
        ("botocore reads that twice", larger_reading, larger / larger_reading, 3.0),
    ]


def _planned(folder: Path, data: bytes, sections: list[Section]) -> PlannedFile:
    path = folder / "config"
    path.write_bytes(data)
    return PlannedFile(
        key="aws-config",
        path=str(path),
        target_path=str(path),
        parts=section_parts(sections, CONFIG),
        language=Language.INI,
        purpose="The AWS config.",
        sections=tuple(sections),
    )


def _file(profiles: int) -> bytes:
    text = "[default]\nregion = us-east-1\noutput = json\n"
    for number in range(profiles):
        text += (
            f"\n# account {number}\n[profile account-{number:05d}]\n"
            f"role_arn = arn:aws:iam::{number:012d}:role/Reader\n"
            "source_profile = default\nregion = us-east-1\noutput = json\n"
        )
    return text.encode()


def _new_sections() -> list[Section]:
    keys = (("region", "us-east-1"), ("credential_source", "Ec2InstanceMetadata"))
    return [
        Section(
            f"profile new-{number:03d}",
            (("role_arn", f"arn:aws:iam::{number + 5 * 10**11}:role/New"), *keys),
        )
        for number in range(NEW)
    ]


def _edit(data: bytes, sections: list[Section]) -> bytes:
    return edit_file(ConfigFile.parse(data, "config"), sections).data


def _config_updater(text: str, sections: list[Section]) -> str:
    updater = ConfigUpdater()
    updater.read_string(text)
    for section in sections:
        updater.add_section(section.header)
        for key, value in section.keys:
            updater.set(section.header, key, value)
    return str(updater)


def _botocore_twice(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config"
        path.write_bytes(data)
        load_config(str(path))
        load_config(str(path))


def _best(*works: Callable[[], object]) -> list[float]:
    """The best time of each, taken in turns so that a busy moment hits all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            start = perf_counter()
            work()
            taken.append(perf_counter() - start)
    return [min(taken) for taken in times]


if __name__ == "__main__":
    sys.exit(main())
