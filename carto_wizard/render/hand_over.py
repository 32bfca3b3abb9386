"""How the roles get made: each form with its commands, the one that fits first."""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.render.next_steps import CREATE_ROLES, Task, start_role_tasks
from carto_wizard.render.quoting import posix
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers, Form, Mode, Platform
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.organization import ACCESS_ROLE
from carto_wizard.setup.ownership import setup_id
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import count

FEW = 5
"""Up to this many accounts a loop over them is less work than a StackSet."""

TITLES = {
    Form.STACKSET: "StackSet roll-out",
    Form.DIRECT: "AWS CLI script",
    Form.TEMPLATE: "CloudFormation templates",
    Form.TERRAFORM: "Terraform",
    Form.HAND_OFF: "Hand-off packet",
}
_TEMPLATES = "cloudformation"


@dataclass(frozen=True, slots=True)
class HandOver:
    """One way in which the roles get made."""

    form: Form
    title: str
    when: str
    """One or two sentences: whom it suits, and what it needs."""
    own: tuple[Task, ...]
    """What makes the roles."""
    after: tuple[Task, ...]
    """What is left to do then, which is the same in every form."""

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Everything, in order."""
        return *self.own, *self.after

    @property
    def commands(self) -> tuple[str, ...]:
        """All commands, in order."""
        return tuple(command for task in self.tasks for command in task.commands)


def offered(form: Form | None, answers: Answers) -> bool:
    """Whether this form is rendered for these answers; None: Cartography's own."""
    if form is not Form.STACKSET:
        return True
    # Service-managed StackSets were documented as unavailable in the China regions.
    return answers.mode is Mode.HUB and answers.partition != "aws-cn"


def ways(answers: Answers) -> tuple[HandOver, ...]:
    """Return every form for these answers, the chosen or the fitting one first."""
    fits = fitting(answers)
    others = [form for form in TITLES if form is not fits and offered(form, answers)]
    return tuple(_WAYS[form](answers) for form in (fits, *others))


def fitting(answers: Answers) -> Form:
    """The form that was chosen, else the one that suits most set-ups of this kind."""
    chosen = answers.access.form
    if chosen and offered(chosen, answers):
        return chosen
    many = len(answers.accounts) > FEW and bool(answers.organization.id)
    stackset = many and offered(Form.STACKSET, answers)
    return Form.STACKSET if stackset else Form.DIRECT


def repair(answers: Answers, account: str) -> str:
    """The line that makes, or sets right, what this account needs."""
    hub = account == answers.hub.account_id
    match fitting(answers):
        case Form.STACKSET:
            return "sh roll-out.sh apply"
        case Form.DIRECT:
            return f"{CREATE_ROLES[_shell(answers)]} {_word(answers, hub=hub)}"
        case Form.TEMPLATE:
            return template_command(answers, hub=hub)
        case Form.TERRAFORM:
            return "terraform -chdir=terraform apply"
    return f"Send hand-off.md to the owner of account {account}."


def _stackset(answers: Answers) -> HandOver:
    hub = answers.hub.account_id
    own = hub == answers.organization.management_account
    through = "" if own else f" --through {ACCESS_ROLE}"
    reached = Task(
        f"The hub {hub} is reached by {ACCESS_ROLE}. Without it, apply says what to "
        "run in the hub."
    )
    unverified = (
        " Whether AWS offers it in this partition was not verified."
        if answers.partition == "aws-eusc"
        else ""
    )
    return _way(
        answers,
        Form.STACKSET,
        "For an organization. It needs the management account, or a delegated "
        "administrator for StackSets, and trusted access for StackSets. plan says "
        f"whether that is so, and what would be made where.{unverified}",
        Task(
            "With credentials of that account, for example in its CloudShell:",
            ("sh roll-out.sh plan", f"sh roll-out.sh apply{through}"),
        ),
        *(() if own else (reached,)),
        Task("To see how far it is:", ("sh roll-out.sh status",)),
    )


def _direct(answers: Answers) -> HandOver:
    script = CREATE_ROLES[_shell(answers)]
    if answers.mode is Mode.SINGLE:
        account = answers.single.account_id
        where = f"In account {account}, with administrator credentials:"
        return _way(
            answers,
            Form.DIRECT,
            "It needs the AWS CLI and administrator credentials for the account.",
            Task(where, (f"{script} single",)),
        )
    hub = answers.hub.account_id
    each = (
        Task(
            f"In the hub account {hub}, with administrator credentials:",
            (f"{script} hub",),
        ),
        Task(
            "In each other account, with administrator credentials for that account:",
            (f"{script} spoke",),
        ),
    )
    others = any(account.id != hub for account in answers.accounts)
    through = Task(
        "Or all accounts at once, from the management account:",
        (f"{CREATE_ROLES[Shell.POSIX]} all --through {ACCESS_ROLE}",),
    )
    unknown = len(answers.accounts) > FEW and not answers.organization.id
    when = "For a few accounts, or where StackSets cannot be used."
    if unknown and offered(Form.STACKSET, answers):
        when = (
            "It goes through all accounts of the list. They were not taken from an "
            "organization; if they are in one, the StackSet is less work."
        )
    return _way(
        answers,
        Form.DIRECT,
        f"{when} It needs the AWS CLI.",
        *(each if others else each[:1]),
        *((through,) if others else ()),
    )


def _templates(answers: Answers) -> HandOver:
    if answers.mode is Mode.SINGLE:
        return _way(
            answers,
            Form.TEMPLATE,
            "For the CloudFormation console or a pipeline. It creates "
            f"{what_to_create(answers)}; it cannot change one that is there already.",
            Task(
                f"In account {answers.single.account_id}:",
                (template_command(answers, hub=True),),
            ),
        )
    hub = answers.hub.account_id
    return _way(
        answers,
        Form.TEMPLATE,
        "For the CloudFormation console or a pipeline, one stack for each account.",
        Task(
            f"In the hub account {hub}:",
            (template_command(answers, hub=True),),
        ),
        Task("In each other account:", (template_command(answers, hub=False),)),
    )


def _terraform(answers: Answers) -> HandOver:
    single = answers.mode is Mode.SINGLE
    what = (
        "one file for your own code"
        if single
        else "modules, and an example that uses them"
    )
    parts = "it" if single else "the modules"
    many = (
        f" For {count(len(answers.accounts), 'account')} a StackSet is less work."
        if len(answers.accounts) > FEW and not single
        else ""
    )
    return _way(
        answers,
        Form.TERRAFORM,
        f"Where AWS is managed with Terraform: {what}.{many}",
        Task(
            f"Read terraform/main.tf and put {parts} into your own code, or:",
            (
                "terraform -chdir=terraform init",
                "terraform -chdir=terraform apply",
            ),
        ),
    )


def _hand_off(answers: Answers) -> HandOver:
    who = "the account" if answers.mode is Mode.SINGLE else "each account"
    return _way(
        answers,
        Form.HAND_OFF,
        "Where another team owns AWS. One document says what is asked, why it is safe, "
        "how to make it, how to see that it works, and how to remove it.",
        Task(f"Send hand-off.md to the owner of {who}."),
    )


_WAYS = {
    Form.STACKSET: _stackset,
    Form.DIRECT: _direct,
    Form.TEMPLATE: _templates,
    Form.TERRAFORM: _terraform,
    Form.HAND_OFF: _hand_off,
}


def _way(answers: Answers, form: Form, when: str, *tasks: Task) -> HandOver:
    """A form with its own tasks, and what is left to do after each of them."""
    return HandOver(form, TITLES[form], when, tasks, start_role_tasks(answers))


def template_command(answers: Answers, *, hub: bool) -> str:
    """The command that makes the stack of the hub, or of another account."""
    return _deploy(answers, _template(answers, hub=hub))


def _template(answers: Answers, *, hub: bool) -> str:
    if answers.mode is Mode.SINGLE:
        return "cartography"
    if not hub:
        return "read-only-role"
    listed = any(each.id == answers.hub.account_id for each in answers.accounts)
    return "hub-and-read-only-role" if listed else "hub-role"


def _deploy(answers: Answers, template: str) -> str:
    region = PARTITIONS[answers.partition].home_region
    name = posix(f"cartography-{setup_id(answers)}", "setup_id")
    return (
        f"aws cloudformation deploy --region {region} --stack-name {name}"
        f" --template-file {_TEMPLATES}/{template}.json"
        " --capabilities CAPABILITY_NAMED_IAM"
    )


def _word(answers: Answers, *, hub: bool) -> str:
    if answers.mode is Mode.SINGLE:
        return "single"
    return "hub" if hub else "spoke"


def _shell(answers: Answers) -> Shell:
    windows = answers.target.platform is Platform.WINDOWS
    return Shell.POWERSHELL if windows else Shell.POSIX
