"""Names of users, groups and roles, which may carry a path before them."""

from __future__ import annotations

from carto_wizard.setup.answers import Answers, Mode


def what_to_create(answers: Answers) -> str:
    """What the script creates: the roles, or the one identity of a single account."""
    hub = answers.mode is Mode.HUB
    return "the roles" if hub else f"the {answers.single.identity}"


def split_path(name: str) -> tuple[str, str]:
    """Return an IAM name with its path, as `/path/` and the bare name."""
    path, _, bare = name.strip("/").rpartition("/")
    return (f"/{path}/" if path else "/"), bare


def name_without_path(name: str) -> str:
    """The bare name, as ARNs of sessions and instance profiles have it."""
    return split_path(name)[1]
