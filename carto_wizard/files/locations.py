"""Where things live: on this machine, and on the machine that will run Cartography."""

from __future__ import annotations

import ntpath
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from carto_wizard.files.aws_paths import (
    CONFIG_DEFAULT,
    absolute,
    expand,
    expand_home,
    usual,
)
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Platform, Target

FOLDER = "cartography-setup"
_PROFILE = re.compile(r"%userprofile%(?=[\\/])", re.IGNORECASE)
"""How Windows spells the `~`; only as a beginning."""
DEDICATED = "cartography-config"


def places(
    answers: Answers,
    environ: Mapping[str, str],
    home: Path,
    *,
    wizard_platform: str = sys.platform,
) -> Places:
    """The paths that these answers lead to, here and on the target."""
    asked = answers.target.folder or f"~/{FOLDER}"
    folder = _asked(asked, environ, wizard_platform, str(home))
    if answers.target.here:
        return _here(answers, environ, str(home), wizard_platform, folder)
    return _elsewhere(answers, folder, wizard_platform)


def dedicated_config(target: Target, home: Path) -> str:
    """The config file proposed when the usual one holds other profiles too."""
    if target.here:
        return str(home / ".aws" / DEDICATED)
    return _at_home(target.platform, ".aws", DEDICATED)


def _asked(path: str, environ: Mapping[str, str], platform: str, home: str) -> str:
    """A path of a session on this machine: whoever wrote it, it reads no variable."""
    if platform == "win32":
        found = _PROFILE.match(path)
        path = f"~{path[found.end() :]}" if found else path
    return absolute(expand_home(path, environ, platform, home))


def _here(
    answers: Answers, environ: Mapping[str, str], home: str, platform: str, folder: str
) -> Places:
    default = absolute(expand(CONFIG_DEFAULT, environ, platform, home))
    asked = answers.target.config_file
    if asked:
        config = _asked(asked, environ, platform, home)
    else:
        config = usual("config", environ, platform, home)
    files = (config, default)
    if platform != "win32":
        files = (os.path.realpath(config), os.path.realpath(default))
    dedicated = _normal(files[0], platform) != _normal(files[1], platform)
    if asked and dedicated:
        credentials = _credentials_beside(config, platform)
    else:
        credentials = usual("credentials", environ, platform, home)
    return Places(config, credentials, folder, config, credentials, folder, dedicated)


def _elsewhere(answers: Answers, folder: str, wizard_platform: str) -> Places:
    platform = answers.target.platform
    default = _at_home(platform, ".aws", "config")
    spelled = _spelled(answers.target.config_file or default, platform)
    system = "win32" if platform is Platform.WINDOWS else "posix"
    dedicated = _normal(spelled, system) != _normal(default, system)
    if dedicated:
        credentials = _credentials_beside(spelled, system)
    else:
        credentials = _at_home(platform, ".aws", "credentials")
    return Places(
        config_file=_join(folder, _name(spelled, platform), wizard_platform),
        credentials_file=_join(folder, _name(credentials, platform), wizard_platform),
        folder=folder,
        target_config_file=spelled,
        target_credentials_file=credentials,
        target_folder=_at_home(platform, _name(folder, None) or FOLDER),
        dedicated=dedicated,
    )


def _pure(system: str) -> type[PureWindowsPath] | type[PurePosixPath]:
    return PureWindowsPath if system == "win32" else PurePosixPath


def _join(folder: str, name: str, system: str) -> str:
    return str(_pure(system)(folder) / name)


def _at_home(platform: Platform, *parts: str) -> str:
    if platform is Platform.WINDOWS:
        return "\\".join(("%UserProfile%", *parts))
    return "/".join(("~", *parts))


def _spelled(path: str, platform: Platform) -> str:
    if platform is Platform.WINDOWS:
        rest = path[1:] if path.startswith("~") else ""
        if rest[:1] in ("/", "\\"):
            path = "%UserProfile%" + rest
        return str(PureWindowsPath(path))
    return str(PurePosixPath(path))


def _normal(path: str, system: str) -> str:
    if system == "win32":
        return ntpath.normcase(ntpath.normpath(path))
    return os.path.normpath(path)


def _name(path: str, platform: Platform | None) -> str:
    """The last part, safe to join to a folder of another system."""
    name = PureWindowsPath(path).name if platform is not Platform.LINUX else ""
    name = name or PurePosixPath(path).name
    name = name.replace("\\", "_").replace("/", "_").replace(":", "_")
    return name if name.strip(". ") else "config"


def _credentials_beside(config: str, system: str) -> str:
    """A file beside the config, so that keys of others do not become profiles."""
    path = _pure(system)(config)
    if not path.name:
        return str(path / "credentials")
    before, word, after = path.name.rpartition("config")
    name = f"{before}credentials{after}" if word else f"{path.name}-credentials"
    return str(path.with_name(name))
