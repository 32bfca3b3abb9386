"""The lines of the AWS config and credentials files."""

from __future__ import annotations

from carto_wizard.render.explanations.table import table

CONFIG = table(
    (
        r"\[default\]",
        "What AWS tools use when no profile is named; Cartography never counts it as an"
        " account of its own.",
        "Tools started here without a profile have no region.",
    ),
    (
        r"\[profile .+\]",
        "One account for Cartography, which shows it under this name.",
        "Cartography does not know that the account exists, and logs nothing.",
    ),
    (
        r"role_arn = .*",
        "The role that Cartography becomes to read this account.",
        "The profile would be the hub itself, read a second time under another name.",
    ),
    (
        r"region = .*",
        "Where the first calls go; from there Cartography finds the other regions.",
        "The profile takes no region from [default]: You must specify a region, and"
        " the account is skipped.",
    ),
    (
        r"output = .*",
        "How the AWS CLI prints answers for this profile; Cartography does not use it.",
        "The AWS CLI uses its own default, which is JSON as well.",
    ),
    (
        r"credential_source = Ec2InstanceMetadata",
        "The instance role of the machine that runs Cartography enters the role.",
        "Nothing says with whose credentials the role is entered: the profile is"
        " skipped.",
    ),
    (
        r"credential_source = EcsContainer",
        "The role of the ECS task that runs Cartography enters the role.",
        "Nothing says with whose credentials the role is entered: the profile is"
        " skipped.",
    ),
    (
        r"credential_source = Environment",
        "The keys in AWS_ACCESS_KEY_ID and its companions enter the role.",
        "Nothing says with whose credentials the role is entered: the profile is"
        " skipped.",
    ),
    (
        r"source_profile = .*",
        "The profile whose credentials enter the role.",
        "Nothing says with whose credentials the role is entered: the profile is"
        " skipped.",
    ),
    (
        r"external_id = .*",
        "The shared word that the role's trust policy asks for.",
        "AWS denies the role, with the same words as if it did not exist.",
    ),
)

CREDENTIALS = table(
    (
        r"# (Empty on purpose: Cartography reads every profile of a credentials file as"
        r" an|account, so it gets this file instead of the usual one\.)",
        "Says why the file is empty.",
        "Somebody fills it, and every profile in it becomes an account of Cartography.",
    ),
    (
        r"\[.+\]",
        "The profile that the keys belong to.",
        "The keys belong to no profile, and AWS tools cannot read the file.",
    ),
    (
        r"aws_access_key_id = .*",
        "Names the key pair; it is not a secret by itself.",
        "The pair is incomplete: No credentials.",
    ),
    (
        r"aws_secret_access_key = .*",
        "Signs every call; whoever has it can do what the user can.",
        "The pair is incomplete: Partial credentials.",
    ),
)
