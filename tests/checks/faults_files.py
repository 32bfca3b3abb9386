"""Faults of the files that Cartography reads."""

from __future__ import annotations

from tests.checks.bench import Bench
from tests.checks.faults import Fault


def _gone(b: Bench) -> None:
    b.config.unlink()


def _folder(b: Bench) -> None:
    b.config.unlink()
    b.config.mkdir()


def _garbage(b: Bench) -> None:
    b.rewrite(lambda text: f"garbage\n{text}")


def _lost(b: Bench) -> None:
    b.rewrite(lambda text: text[: text.rindex("[profile")])


def _other(b: Bench) -> None:
    b.rewrite(lambda text: f"{text}\n[profile mine]\nregion = us-east-1\n")


def _foreign(b: Bench) -> None:
    role = "role_arn = arn:aws:iam::123456789012:role/own\nregion = us-east-1\n"
    source = "credential_source = Ec2InstanceMetadata\n"
    b.rewrite(lambda text: f"{text}\n[profile mine]\n{role}{source}")


def _twice(b: Bench) -> None:
    def change(text: str) -> str:
        last = text[text.rindex("[profile") :]
        return text + last.replace("[profile ", "[profile second-", 1)

    b.rewrite(change)


def _elsewhere(b: Bench) -> None:
    b.rewrite(lambda text: text.replace(b.spokes[-1], "123456789012"))


def _no_region(b: Bench) -> None:
    def change(text: str) -> str:
        at = text.rindex("region")
        return f"{text[:at]}# {text[at:]}"

    b.rewrite(change)


FILES = (
    Fault("config gone", "config-missing", _gone),
    Fault("config is a folder", "file-not-regular", _folder),
    Fault("config is garbage", "text-before-section", _garbage),
    Fault("profile lost", "profile-missing", _lost, lambda b: b.spokes[-1:]),
    Fault("a profile with a region alone", "profile-without-credentials", _other),
    Fault("somebody else's profile", "profile-unexpected", _foreign),
    Fault("profile twice", "account-twice", _twice, lambda b: b.spokes[-1:]),
    Fault("profile leads elsewhere", "profile-wrong-account", _elsewhere),
    Fault("profile without region", "region-missing", _no_region),
)
