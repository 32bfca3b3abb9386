"""The causes that only the lint names; part of the public vocabulary."""

from __future__ import annotations

LINT_CAUSES: dict[str, str] = {
    # The file.
    "byte-order-mark": "The file begins with a UTF-8 byte order mark, which botocore "
    "takes for text before the first section.",
    "utf-16": "The file is UTF-16, which botocore cannot read.",
    "not-utf-8": "The file holds a byte that is not UTF-8.",
    "section-twice": "A section comes twice, which botocore rejects.",
    "key-twice": "A key comes twice in a section, which botocore rejects.",
    "text-before-section": "A line stands before the first section.",
    "line-without-equals": "A line is neither a section, a comment nor a key.",
    "line-without-key": "A line has a value but no key.",
    "nested-line-without-equals": "An indented line below an empty key is no key.",
    "lines-joined": "An indented line became part of the value above it.",
    "defaults-section": "[DEFAULT] lends its keys to every profile of its file.",
    "file-empty": "The file holds no section.",
    "file-not-regular": "The path is a folder or a device.",
    "file-too-large": "The file is far larger than any AWS file.",
    "container-unreadable": "The user of Cartography's container may not read it.",
    # Sections and names.
    "section-ignored": "A section looks like a profile and is none to botocore.",
    "no-profile": "The files hold no profile that Cartography would read.",
    "profile-twice": "Two sections are the same profile, and the later one counts.",
    "role-in-default": "A role stands in [default], which Cartography skips.",
    "name-not-portable": "botocore reads the name, other AWS tools do not.",
    "layout-not-portable": "botocore reads the layout, other AWS tools do not.",
    # Regions.
    "region-missing": "The profile has no region, and none is inherited.",
    "region-malformed": "The region is not the name of a region.",
    "region-is-zone": "The region is the name of an availability zone.",
    "region-unlisted": "The botocore here does not know the region.",
    "partitions-mixed": "Profiles of several partitions stand in one set of files.",
    # Credentials.
    "mfa-needed": "The profile asks for an MFA code, which ends the run.",
    "credentials-both": "The profile names a source twice, in ways that exclude.",
    "credentials-neither": "The profile has a role and no credentials to assume it.",
    "credential-source-unknown": "credential_source is not one of the three words.",
    "source-profile-loop": "The source profiles lead back to where they began.",
    "source-without-credentials": "The source profile has no credentials.",
    "source-is-spoke": "The source profile is itself a read-only role.",
    "role-arn-missing": "The profile names credentials for a role, but no role.",
    "profile-without-credentials": "The profile has neither role nor credentials.",
    "token-file-missing": "The web identity token file is not there.",
    "sso-incomplete": "The SSO profile lacks a key or its session.",
    "login-needed": "The profile works only while somebody is logged in.",
    "credential-process": "The profile runs a program for its credentials.",
    "credential-process-missing": "The program of credential_process is not there.",
    "source-not-here": "The credentials that a profile names are not set here.",
    # Values.
    "value-quoted": "Quotes are part of the value.",
    "value-commented": "The comment behind the value is part of it.",
    "duration-invalid": "duration_seconds is not a number that AWS accepts.",
    "session-name-invalid": "AWS does not accept the name of the session.",
    "external-id-invalid": "AWS does not accept the external ID.",
    "setting-invalid": "botocore does not accept the value of a setting.",
    "endpoint-overridden": "Calls go to an address that is not AWS's own.",
    # Both files together, and the environment.
    "credentials-shadow": "A key of the credentials file hides one of the config.",
    "credentials-variable-empty": "AWS_SHARED_CREDENTIALS_FILE is empty.",
    "path-quoted": "The path in a variable holds literal quotes.",
    "region-variable-invalid": "AWS_DEFAULT_REGION is no region for these profiles.",
}
"""Cause → what it means; the causes that live checks share are not repeated here."""
