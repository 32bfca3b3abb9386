"""The remedy in an account, by the form in which its roles are made."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.checks.catalogue import Scope, scope_of
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding
from carto_wizard.checks.finding_maker import FindingMaker
from carto_wizard.checks.remedy_words import base_words
from carto_wizard.checks.shell import quoted
from carto_wizard.render.hand_over import fitting, repair
from carto_wizard.render.places import Places
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers, Form

_STACKS = (Form.STACKSET, Form.TEMPLATE)
_WITH = {
    Form.STACKSET: "Run this command with credentials of the management account, or of "
    "the delegated administrator for StackSets, for account {account}.",
    Form.TEMPLATE: "Run this command with administrator credentials for account "
    "{account}.",
    Form.TERRAFORM: "Run this command, or apply your own Terraform code, with "
    "administrator credentials for account {account}.",
}


_DRIFTED = (
    " If it finds nothing to change, somebody changed the role behind the stack; then "
    "this sets it right, with administrator credentials for account {account}: "
    "{command}"
)


class FormRemedies:
    """Words findings of accounts for one set-up, whatever form they were made for."""

    def __init__(self, answers: Answers, places: Places) -> None:
        self._answers, self._folder = answers, places.folder
        self._maker = FindingMaker(base_words(answers, places))
        self._form = fitting(answers)

    def of(self, finding: Finding) -> Finding:
        """The finding with what this form does about it, where it does anything."""
        cause = CAUSES.get(finding.cause)
        account = finding.account if scope_of(finding.check) is Scope.SPOKE else None
        if cause is None or not cause.form_repairs or not account:
            return finding
        by_stack = cause.form_repairs if self._form in _STACKS else ""
        direct = self._maker.what_to_do(cause, {"account": account})
        if self._form is Form.DIRECT or by_stack == "not by stack":
            remedy, command = direct
        else:
            remedy, command = self._by_form(account)
        if by_stack == "unless drifted" and direct[1]:
            remedy += _DRIFTED.format(account=account, command=direct[1])
        return replace(finding, remedy=remedy, command=command)

    def _by_form(self, account: str) -> tuple[str, str]:
        line = repair(self._answers, account)
        if self._form is Form.HAND_OFF:
            return line, ""
        remedy = _WITH[self._form].format(account=account)
        if not self._folder.isprintable():
            return remedy, ""
        shell = Shell.of(self._answers.target.platform)
        return remedy, f"cd {quoted(self._folder, shell)} && {line}"
