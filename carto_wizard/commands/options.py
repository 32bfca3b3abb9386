"""The commands and their options, as one table.

`--help`, the parser, the man page and the completions all come from it. An option is
written as help shows it: `[X]` can be left out, `…` can be repeated, `a|b` is one of
these, and FILE, DIR and CONFIG are paths.
"""

from __future__ import annotations

PROGRAM = "carto-wizard"
PURPOSE = "Set up AWS for Cartography: answer questions, review files, write and check."

COMMANDS = {
    "": "open the wizard, or resume where you left it",
    "preview": "show what would be written, with diffs",
    "write": "write the files, after one confirmation",
    "check": "ask AWS what Cartography can read",
    "refresh": "update the accounts from the organization",
    "lint": "read config files as Cartography will",
    "undo": "undo what was written",
    "demo": "try all of it on an embedded AWS",
}

_SESSION = (
    "--session FILE",
    "the file with your answers; without it, the default file",
)
_JSON = ("--json", "print one JSON document to stdout")
_YES = ("--yes", "do not ask")
_HELP = ("--help", "print the help of this command")

OPTIONS = {
    "": (
        _SESSION,
        ("--fresh", "start over; the earlier session is renamed, not deleted"),
        ("--plain", "line prompts, for screen readers and pipes"),
        ("--no-mouse", "do not use the mouse"),
        ("--version", "print the version"),
        ("--help", "print the help; after a command, its own"),
    ),
    "preview": (
        _SESSION,
        _JSON,
        ("--aws", "also compare with what is already there in AWS"),
        (
            "--profile NAME",
            "with --aws: look with this profile of yours, not with the environment",
        ),
        (
            "--look-with ROLE",
            "with --aws: assume ROLE to look, instead of the read-only role",
        ),
        _HELP,
    ),
    "write": (
        _SESSION,
        _YES,
        (
            "--choose NAME=HOW …",
            "what to do with an existing file or profile: keep, rename, replace or "
            "merge; can be repeated",
        ),
        _HELP,
    ),
    "check": (
        _SESSION,
        _JSON,
        ("--markdown", "print the findings as Markdown"),
        ("--redact", "show only the last two digits of account IDs"),
        ("--watch", "print only what changed since the last run, for cron"),
        (
            "--wait [SECONDS]",
            "ask again what is not right, for new roles: for 60 seconds, or as many "
            "as given",
        ),
        (
            "--look-with ROLE",
            "assume ROLE where access is denied or a policy is missing, only to read "
            "that role and its policies",
        ),
        (
            "--allow-helper",
            "allow config files that are not yours to start programs, without asking",
        ),
        _HELP,
    ),
    "refresh": (
        _SESSION,
        _YES,
        _JSON,
        (
            "--profile NAME",
            "list the organization with this profile of yours, not with the "
            "environment",
        ),
        (
            "--ou UNIT …",
            "read new accounts in this unit: an ID, a path or a name; can be repeated",
        ),
        (
            "--tag KEY=VALUE …",
            "add only new accounts with this tag, or with another one that is given; "
            "can be repeated",
        ),
        _HELP,
    ),
    "lint": (
        ("[CONFIG …]", "the files to read; without one, your AWS config file"),
        ("--session FILE", "also report profiles that are not in these answers"),
        ("--container", "check as the user in Cartography's container"),
        _JSON,
        _HELP,
    ),
    "undo": (
        _SESSION,
        _YES,
        ("--history", "list and verify what was written and undone; change nothing"),
        ("--remove-backups", "delete backups with access keys that were undone"),
        _HELP,
    ),
    "demo": (
        (
            "--scenario troubled|healthy|empty",
            "with problems on purpose, without problems, or without roles",
        ),
        ("--mode hub|single", "an organization, or one account"),
        ("--no-input", "run all steps with sample answers, without asking"),
        ("--directory DIR", "keep all files of the demo in DIR"),
        ("--record FILE", "play it into a new FILE: .cast for asciinema, or .svg"),
        _HELP,
    ),
}

EXIT_CODES = {
    "0": "success",
    "1": "a check or lint failed, or a difference was found and not saved",
    "2": "wrong usage, invalid session, no terminal, or no right to list the "
    "organization",
    "3": "could not write",
    "130": "aborted",
    "128+n": "ended by signal n",
}


def program(command: str) -> str:
    """How a command is called; the empty one is the wizard."""
    return f"{PROGRAM} {command}".rstrip()
