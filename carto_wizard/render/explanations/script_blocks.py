"""The functions and documents of the scripts, by name without case and marks."""

from __future__ import annotations

from carto_wizard.render.explanations.table import Explanation

_SAY = Explanation(
    "Prints a line, whatever characters it holds.",
    "The script would work without a word.",
)
_CALL_IAM = Explanation(
    "Calls IAM through the AWS CLI, always in a region of the right partition.",
    "A machine without a region of its own would ask the wrong AWS.",
)
_EXISTS = Explanation(
    "Tells what is missing from what may not be seen: only NoSuchEntity means missing.",
    "A denied look would be taken for a missing role, and hide the real reason.",
)
_READ_ACCOUNT = Explanation(
    "Asks AWS which account these credentials belong to, and shows it.",
    "The wrong account could be changed without anybody seeing it.",
)
_ROLE = Explanation(
    "Makes the role, or brings the trust policy of the one that is there up to date.",
    "A second run would fail because the role exists.",
)
_INSTANCE_PROFILE = Explanation(
    "Makes the instance profile, the shell in which EC2 hands a role to a machine.",
    "The role cannot be attached to an instance; the guide leaves this out.",
)
_SPOKE_ROLE = Explanation(
    "The role that Cartography reads this account with: trust, SecurityAudit, and"
    " exactly the extra actions that are wanted now.",
    "AWS denies this account to Cartography.",
)
_HUB = Explanation(
    "All that the hub account needs, its own read-only role included; only there.",
    "Cartography has no identity to start from, so it sees no account at all.",
)
_SPOKE = Explanation(
    "Prepares one account, and refuses one that is not on the list.",
    "Every account would need its role made by hand.",
)
_SINGLE = Explanation(
    "Makes the identity that Cartography uses, and lets it read this account.",
    "Cartography has nobody to be, or may read nothing.",
)
_POLICY_FILE = Explanation(
    "Hands a policy to the AWS CLI as a file: Windows PowerShell loses inner quotes.",
    "AWS receives a policy without quotes and refuses it.",
)
_TRUST = Explanation(
    "The trust policy, carried inside so that this one file is enough.",
    "The role cannot be made: AWS asks who may become it.",
)

BLOCKS = {
    "say": _SAY,
    "stop": Explanation(
        "Says why and ends with a failure.",
        "A problem would scroll by and the rest would run all the same.",
    ),
    "iam": _CALL_IAM,
    "invokeaws": Explanation(
        "Calls the AWS CLI and keeps its answer and whether it failed.",
        "PowerShell goes on after a program that failed.",
    ),
    "invokeiam": _CALL_IAM,
    "exists": _EXISTS,
    "testiam": _EXISTS,
    "savepolicy": _POLICY_FILE,
    "removepolicy": Explanation(
        "Takes the temporary file of a policy away.",
        "Every run leaves files behind.",
    ),
    "readaccount": _READ_ACCOUNT,
    "ensurerole": _ROLE,
    "setrole": _ROLE,
    "setinlinepolicy": Explanation(
        "Sets an inline policy of a role, replacing one of the same name.",
        "The role exists and may do nothing.",
    ),
    "ensureinstanceprofile": _INSTANCE_PROFILE,
    "setinstanceprofile": _INSTANCE_PROFILE,
    "ensurespokerole": _SPOKE_ROLE,
    "setspokerole": _SPOKE_ROLE,
    "hub": _HUB,
    "sethub": _HUB,
    "spoke": _SPOKE,
    "setspoke": _SPOKE,
    "single": _SINGLE,
    "setsingle": _SINGLE,
    "usage": Explanation(
        "What the script can be asked to do; shown when it is asked nothing.",
        "The script would have to guess in which account it is.",
    ),
    "accounts": Explanation(
        "The accounts that Cartography reads, each with its profile's name.",
        "The script could not tell a listed account from a stranger's.",
    ),
    "nextsteps": Explanation(
        "What is left to do by hand once the roles are there.",
        "The roles exist and nothing uses them.",
    ),
    "spoketrustpolicy": _TRUST,
    "hubtrustpolicy": _TRUST,
    "roletrustpolicy": _TRUST,
    "hubinlinepolicy": Explanation(
        "What the hub role may do, carried inside so that this one file is enough.",
        "The hub role may become no other role: every account is denied.",
    ),
    "extragrantspolicy": Explanation(
        "The chosen actions beyond SecurityAudit, carried inside.",
        "Cartography leaves the gaps that they fill, and says nothing.",
    ),
}
