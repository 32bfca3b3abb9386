"""Files of other programs that look like AWS's, and AWS's that look like others'."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.reading import read
from carto_wizard.files.config.recognition import check_is_of_aws

CORPUS = sorted(Path(__file__).with_name("corpus").glob("*.ini"))

OTHERS = {
    "git": '[user]\n\tname = Jo\n[remote "origin"]\n\turl = x\n',
    "pip": "[global]\nindex-url = https://pypi.org\n",
    "pypi": "[distutils]\nindex-servers = pypi\n[pypi]\nusername = jo\n",
    "s3cmd": "[default]\naccess_key = x\nsecret_key = y\nbucket_location = US\n",
    "oracle": "[DEFAULT]\nuser = x\nfingerprint = y\nregion = us-ashburn-1\n",
    "databricks": "[DEFAULT]\nhost = https://x\ntoken = y\n",
    "systemd": "[Unit]\nDescription = x\n[Service]\nExecStart = /bin/true\n",
    "desktop": "[Desktop Entry]\nName = x\nExec = x\n",
    "mercurial": "[ui]\nusername = jo\n[extensions]\nrebase =\n",
    "a list of profiles of a browser": "[Profile0]\nName=default\nPath=x\n",
}

OWN = {
    "nothing": ("", "config"),
    "a remark": ("# mine\n", "config"),
    "an empty default": ("[default]\n", "config"),
    "a profile of a browser extension": ("[profile x]\ncolor = 00ff00\n", "config"),
    "sessions only": ("[sso-session x]\nsso_region = us-east-1\n", "config"),
    "one of AWS's beside others": ("[user]\nname = x\n[profile a]\n", "config"),
    "keys": ("[any name]\naws_access_key_id = x\n", "credentials"),
    "keys of a helper": ("[x]\nx_principal_arn = y\n", "credentials"),
}


@pytest.mark.parametrize("case", OTHERS)
@pytest.mark.parametrize("kind", ["config", "credentials"])
def test_a_file_of_another_program_is_refused_with_its_line(
    case: str, kind: Kind
) -> None:
    if (case, kind) == ("oracle", "credentials"):
        # Nothing in it says that it is not a profile called DEFAULT.
        return
    with pytest.raises(ConfigRefused) as refused:
        check_is_of_aws(read(OTHERS[case].encode(), "/x", kind))
    assert str(refused.value).startswith("/x:1: [")
    assert "belongs to another program" in str(refused.value)


@pytest.mark.parametrize("case", OWN)
def test_what_may_be_of_aws_is_not(case: str) -> None:
    text, kind = OWN[case]
    check_is_of_aws(
        read(text.encode(), "/x", "config" if kind == "config" else "credentials")
    )


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_files_of_people_are_not_refused(path: Path) -> None:
    kind: Kind = "credentials" if path.name.startswith("credentials") else "config"
    file = read(path.read_bytes(), path.name, kind)
    if path.name != "refused-blank-run.ini":
        check_is_of_aws(file)
