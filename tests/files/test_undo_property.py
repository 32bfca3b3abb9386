from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.support import Machine, config_file, section, without_waiting

BLOCKS = [
    "[profile own{n}]\nregion = r{n}\n",
    "[profile own{n}]\n  region = r{n}\n  s3 =\n      max = 3\n",
    "# a comment\n[profile own{n}]\nregion=r{n}\n\n\n",
    "[sso-session own{n}]\nsso_region = r{n}\n; tail\n",
    "[services own{n}]\ns3 =\n  endpoint_url = http://r{n}\n",
]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    chosen = draw(st.lists(st.sampled_from(BLOCKS), max_size=4))
    text = "".join(block.format(n=n) for n, block in enumerate(chosen))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    data = text.replace("\n", end).encode()
    return data.rstrip(b"\r\n") if draw(st.booleans()) else data


class Edit:
    """What another tool does to the file: the same with our profiles and without."""

    def __init__(self, values: tuple[int, ...], above: bool, below: bool) -> None:
        self.values, self.above, self.below = values, above, below

    def __call__(self, data: bytes) -> bytes:
        for number in self.values:
            data = data.replace(b"r%d" % number, b"changed-%d" % number)
        if self.above:
            data = b"[profile above]\nregion = a\n" + data
        if self.below:
            data += b"\n[profile below]\nregion = b\n"
        return data


EDITS = st.builds(
    Edit, st.lists(st.integers(0, 3)).map(tuple), st.booleans(), st.booleans()
)
ACCOUNTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(1, 3)),
    min_size=1,
    max_size=5,
    unique_by=lambda pair: pair[0],
)


@given(files(), st.lists(ACCOUNTS, min_size=1, max_size=3), EDITS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_undo_leaves_what_others_did(
    old: bytes, runs: list[list[tuple[str, int]]], edit: Edit
) -> None:
    with tempfile.TemporaryDirectory() as folder, without_waiting():
        machine = Machine(Path(folder))
        machine.config.parent.mkdir(parents=True)
        machine.config.write_bytes(old)
        for accounts in runs:
            planned = config_file(
                machine.config, *(section(*pair) for pair in accounts)
            )
            assert all(result.ok for result in machine.write(planned))
        written = machine.config.read_bytes()
        machine.config.write_bytes(edit(written))
        assert all(result.ok for result in machine.undo())
        assert machine.config.read_bytes() == edit(old)
