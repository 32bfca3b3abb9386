"""The lines of the scripts that stand in no function."""

from __future__ import annotations

from carto_wizard.render.explanations.table import Table, table

_HEAD = (
    (
        r"#!/bin/sh",
        "Any POSIX shell can run it; nothing in it needs bash.",
        "The system does not know with which program to run the file.",
    ),
    (
        r"#.*",
        "Says what the script does and needs.",
        "Whoever is sent the file has to read all of it first.",
    ),
    (
        r"set -eu",
        "Stops at the first command that fails or name that is not set.",
        "The script goes on after a failure and reports success.",
    ),
    (
        r"\$ErrorActionPreference = 'Stop'",
        "Stops at the first error.",
        "The script goes on after a failure and reports success.",
    ),
    (
        r"\$PSNativeCommandUseErrorActionPreference = \$false",
        "Leaves it to the script what a failed program means, in every PowerShell.",
        "Newer versions may stop where the script has a better answer.",
    ),
)

LINES: Table = table(
    *_HEAD,
    (
        r"param\(.*\)",
        "What may be asked of the script: a command, and -Any.",
        "PowerShell would not take the command.",
    ),
    (
        r"(?:\$Region = |REGION=).*",
        "A region that every account of the partition has enabled.",
        "The AWS CLI may ask an AWS of another partition, or a region not enabled.",
    ),
    (
        r"(?:\$(?:Hub|Wanted)Account = |(?:HUB|WANTED)_ACCOUNT=).*",
        "The account that the main role belongs to; the script refuses any other.",
        "The role could be made in the wrong account.",
    ),
    (
        r"(?:\$\w+Path = |\w+_PATH=).*",
        "The path in front of the name, a part of the ARN; / means none.",
        "The ARN differs from the one in the config, and AWS denies it.",
    ),
    (
        r"(?:\$HubRole = |HUB_ROLE=).*",
        "The role that Cartography starts from.",
        "The script would not know which role to make.",
    ),
    (
        r"(?:\$SpokeRole = |SPOKE_ROLE=).*",
        "The role that Cartography becomes in every account, the hub included.",
        "The name would differ from the one in the config, and AWS denies it.",
    ),
    (
        r"(?:\$Name = |NAME=).*",
        "The identity that Cartography uses.",
        "The script would not know what to make.",
    ),
    (
        r"(?:\$InlineName = |INLINE_NAME=).*",
        "The name of the hub role's inline policy, as in the guide.",
        "A second run would add a second policy instead of replacing the first.",
    ),
    (
        r"(?:\$GrantsName = |GRANTS_NAME=).*",
        "The name of the policy with the actions beyond SecurityAudit.",
        "Actions that are no longer wanted could not be taken away.",
    ),
    (
        r"(?:\$SecurityAudit = |SECURITY_AUDIT=).*",
        "AWS's own policy for reading security settings, in this partition.",
        "The role may be entered and read nothing.",
    ),
    (
        r"case \$\{1-\} in|switch \(\$Command\) \{",
        "Looks at what the script was asked to do.",
        "Nothing would run.",
    ),
    (
        r"  hub\) hub ;;|  'hub' \{ Set-Hub \}",
        "Runs the part for the hub account.",
        "The hub role could not be made.",
    ),
    (
        r"  spoke\) spoke .*|  'spoke' \{ Set-Spoke \}",
        "Runs the part for an account that Cartography reads.",
        "The read-only roles could not be made.",
    ),
    (
        r"  single\) single ;;|  'single' \{ Set-Single \}",
        "Runs the part for the one account.",
        "The identity could not be made.",
    ),
    (
        r"  \*\)|    usage|    \[ \$# -eq 0 \] .*|    ;;"
        r"|  '' \{ \$Usage \}|  default \{ throw \$Usage \}",
        "Anything else gets the usage; a word it does not know is a failure.",
        "A typing mistake would look like success.",
    ),
    (
        r"esac|\}",
        "Ends the choice.",
        "The shell refuses the script.",
    ),
)

RUN_LINES: Table = table(
    *_HEAD,
    (
        r"here=.*",
        "The folder of this script, wherever it was copied to.",
        "It would work only when started from its own folder.",
    ),
    (
        r'\. ".*"',
        "Loads the variables that Cartography obeys.",
        "Cartography may read the config and profile of your own shell.",
    ),
    (
        r"config=.*|\$config = .*|if \(\$env:AWS_CONFIG_FILE\) .*",
        "The config that Cartography will read, found as botocore finds it.",
        "There would be nothing to check.",
    ),
    (
        r"\[ -f .*|if \(-not \(Test-Path -LiteralPath \$config .*"
        r'|  throw "\$config is missing.*',
        "Stops where the config is missing.",
        "Cartography sees no account and ends with 0, as if all were well.",
    ),
    (
        r"\[ -r .*",
        "Stops where this user may not read the config.",
        "Cartography sees no account and ends with 0, as if all were well.",
    ),
    (
        r"command -v .*|if \(-not \(Get-Command .*|  throw \"cartography is not .*",
        "Says so where Cartography is not installed, or its environment not active.",
        "The message would be the shell's own.",
    ),
    (
        r"python=.*|\$python = .*|if \(-not \(Test-Path -LiteralPath \$python\)\) .*",
        "The Python that Cartography runs with.",
        "Another Python does not have the package.",
    ),
    (
        r"(?:if )?\$?package ?=.*",
        "The folder of the installed package.",
        "The rules in it could not be found.",
    ),
    (
        r"  rules=.*|  \$rules = .*|  set -- --permission.*|  \$options \+= .*"
        r"|if \(\$LASTEXITCODE -eq 0\) \{",
        "Names the rules for permission relationships by their whole path.",
        "Cartography looks for them in the working directory and leaves them out.",
    ),
    (
        r"else|\} else \{|  printf .*|  Write-Warning .*|fi|\}",
        "Says when a part is left out, and ends the choice.",
        "Relationships would be missing from the graph without a word.",
    ),
    (
        r"\$options = .*|\$options \+= .*",
        "The options for these answers.",
        "Cartography would read the one account of its own credentials.",
    ),
    (
        r"(?:exec|&) cartography .*",
        "Starts Cartography with the options for these answers and those given here.",
        "Nothing would run.",
    ),
    (
        r"exit \$LASTEXITCODE",
        "Ends with Cartography's own status.",
        "A scheduler would take every run for a success.",
    ),
)
