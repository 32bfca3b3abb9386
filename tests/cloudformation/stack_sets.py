"""Service-managed StackSets, with the rules of the real ones that bite.

Never in the management account, one operation at a time, nested units included, closed
accounts skipped, and an operation that succeeds although accounts failed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from carto_wizard.demo.aws_state import AwsState, MemberAccount, Principal
from carto_wizard.demo.protocols import AwsError, Call
from carto_wizard.setup.organization import ACTIVE
from tests.cloudformation.stacks import Stacks, check_capabilities

Shape = dict[str, Any]
SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"
_MOST_UNITS = 50
_DONE = ("SUCCEEDED", "FAILED", "STOPPED")


@dataclass
class Instance:
    account: str
    unit: str
    status: str = "OUTDATED"
    detailed: str = "PENDING"
    reason: str = ""


@dataclass
class Operation:
    id: str
    action: str
    waiting: list[str]
    tolerance: int
    retain: bool = False
    status: str = "QUEUED"
    results: dict[str, str] = field(default_factory=dict)


@dataclass
class StackSet:
    name: str
    description: str
    template: str
    auto: bool
    managed: bool
    units: list[str] = field(default_factory=list)
    instances: dict[str, Instance] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)


@dataclass
class StackSets:
    """The StackSets of the organization; they are all in the management account."""

    aws: AwsState
    stacks: Stacks
    trusted: bool = True
    """Whether StackSets have trusted access to the organization."""
    step: int = 100
    """Accounts that are worked on from one look at an operation to the next."""
    all: dict[str, StackSet] = field(default_factory=dict)

    def actions(self) -> dict[str, Any]:
        return {
            "DescribeOrganizationsAccess": self.describe_access,
            "ActivateOrganizationsAccess": self.activate_access,
            "CreateStackSet": self.create_set,
            "UpdateStackSet": self.update_set,
            "DescribeStackSet": self.describe_set,
            "DeleteStackSet": self.delete_set,
            "CreateStackInstances": self.create_instances,
            "DeleteStackInstances": self.delete_instances,
            "ListStackInstances": self.list_instances,
            "DescribeStackSetOperation": self.describe_operation,
            "ListStackSetOperations": self.list_operations,
        }

    def describe_access(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        self._manages(who, call)
        return {"Status": "ENABLED" if self.trusted else "DISABLED"}

    def activate_access(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        if who.account != aws.organization.management:
            raise AwsError("InvalidOperationException", "Not the management account.")
        self.trusted = True
        return {}

    def create_set(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        self._manages(who, call)
        check_capabilities(call)
        name = call.text("StackSetName")
        if not self.trusted:
            raise AwsError(
                "ValidationError",
                "You must enable organizations access to operate a service managed"
                " stack set",
            )
        if call.text("PermissionModel") != "SERVICE_MANAGED":
            raise AwsError("ValidationError", "Only SERVICE_MANAGED is emulated.")
        if name in self.all:
            raise AwsError("NameAlreadyExistsException", f"{name} already exists", 409)
        self.all[name] = StackSet(
            name,
            call.text("Description"),
            call.text("TemplateBody"),
            call.text("AutoDeployment.Enabled") == "true",
            call.text("ManagedExecution.Active") == "true",
        )
        return {"StackSetId": f"{name}:{uuid.uuid4()}"}

    def update_set(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        operation = self._operation(found, call, "UPDATE", list(found.instances))
        if call.text("TemplateBody"):
            check_capabilities(call)
            found.template = call.text("TemplateBody")
        found.description = call.text("Description") or found.description
        if enabled := call.text("AutoDeployment.Enabled"):
            found.auto = enabled == "true"
        for instance in found.instances.values():
            instance.status, instance.detailed = "OUTDATED", "PENDING"
        return {"OperationId": operation.id}

    def describe_set(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        shape = {
            "StackSetName": found.name,
            "Description": found.description,
            "Status": "ACTIVE",
            "TemplateBody": found.template,
            "PermissionModel": "SERVICE_MANAGED",
            "AutoDeployment": {"Enabled": found.auto},
            "ManagedExecution": {"Active": found.managed},
            "OrganizationalUnitIds": {"member": found.units},
        }
        return {"StackSet": shape}

    def delete_set(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        if self._running(found):
            raise AwsError("OperationInProgressException", "in progress", 409)
        if found.instances:
            raise AwsError("StackSetNotEmptyException", "StackSet is not empty", 409)
        del self.all[found.name]
        return {}

    def create_instances(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        accounts = self._targets(call)
        operation = self._operation(found, call, "CREATE", [m.id for m in accounts])
        for unit in call.members("DeploymentTargets.OrganizationalUnitIds"):
            if unit not in found.units:
                found.units.append(unit)
        for member in accounts:
            found.instances.setdefault(member.id, Instance(member.id, member.unit))
        return {"OperationId": operation.id}

    def delete_instances(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        accounts = [m.id for m in self._targets(call) if m.id in found.instances]
        operation = self._operation(found, call, "DELETE", accounts)
        operation.retain = call.text("RetainStacks") == "true"
        return {"OperationId": operation.id}

    def list_instances(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        summaries = [
            {
                "StackSetId": found.name,
                "Region": aws.home_region,
                "Account": each.account,
                "StackId": f"StackSet-{found.name}",
                "Status": each.status,
                "StatusReason": each.reason,
                "StackInstanceStatus": {"DetailedStatus": each.detailed},
                "OrganizationalUnitId": each.unit,
            }
            for each in found.instances.values()
        ]
        start = int(call.text("NextToken") or 0)
        shape: Shape = {"Summaries": {"member": summaries[start : start + 100]}}
        if start + 100 < len(summaries):
            shape["NextToken"] = str(start + 100)
        return shape

    def describe_operation(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        operation = found.operations.get(call.text("OperationId"))
        if operation is None:
            raise AwsError("OperationNotFoundException", "no such operation", 404)
        shape = {
            "OperationId": operation.id,
            "Action": operation.action,
            "Status": operation.status,
        }
        self._go_on(found)
        return {"StackSetOperation": shape}

    def list_operations(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        found = self._set(who, call)
        summaries = [
            {"OperationId": each.id, "Action": each.action, "Status": each.status}
            for each in reversed(found.operations.values())
        ]
        return {"Summaries": {"member": summaries}}

    def finish(self, found: StackSet) -> None:
        """Let the operations come to their ends while nobody looks."""
        while self._running(found):
            self._go_on(found)

    def join(self, member: MemberAccount) -> None:
        """Let an account join; auto-deployment knows units, and no list of accounts."""
        self.aws.members[member.id] = member
        for found in self.all.values():
            way = self.aws.organization.way_down(member.unit)
            if found.auto and set(found.units) & set(way):
                found.instances[member.id] = Instance(member.id, member.unit)
                self._work(found, Operation("auto", "CREATE", [], 0), member.id)

    def _manages(self, who: Principal, call: Call) -> None:
        organization = self.aws.organization
        delegated = SERVICE in organization.delegated.get(who.account, [])
        if call.text("CallAs") == "DELEGATED_ADMIN":
            if not delegated:
                message = f"Account {who.account} is not registered as delegated admin"
                raise AwsError("ValidationError", message)
        elif who.account != organization.management:
            raise AwsError("ValidationError", "Use CallAs DELEGATED_ADMIN.")

    def _set(self, who: Principal, call: Call) -> StackSet:
        self._manages(who, call)
        found = self.all.get(call.text("StackSetName"))
        if found is None:
            message = f"StackSet {call.text('StackSetName')} not found"
            raise AwsError("StackSetNotFoundException", message, 404)
        return found

    def _operation(
        self, found: StackSet, call: Call, action: str, accounts: list[str]
    ) -> Operation:
        id = call.text("OperationId") or str(uuid.uuid4())
        if id in found.operations:
            raise AwsError("OperationIdAlreadyExistsException", "it exists", 409)
        if self._running(found) and not found.managed:
            raise AwsError("OperationInProgressException", "in progress", 409)
        if action != "UPDATE" and call.members("Regions") != [self.aws.home_region]:
            raise AwsError("ValidationError", "IAM is global: one region.")
        preferences = "OperationPreferences"
        tolerance = int(call.text(f"{preferences}.FailureTolerancePercentage") or 0)
        made = found.operations[id] = Operation(id, action, accounts, tolerance)
        return made

    def _running(self, found: StackSet) -> list[Operation]:
        return [o for o in found.operations.values() if o.status not in _DONE]

    def _go_on(self, found: StackSet) -> None:
        """Work on some accounts of the operation whose turn it is."""
        if not (running := self._running(found)):
            return
        now = running[0]
        now.status = "RUNNING"
        todo, now.waiting = now.waiting[: self.step], now.waiting[self.step :]
        for account in todo:
            now.results[account] = self._work(found, now, account)
        if not now.waiting:
            failed = sum(result == "FAILED" for result in now.results.values())
            allowed = len(now.results) * now.tolerance // 100
            now.status = "SUCCEEDED" if failed <= allowed else "FAILED"

    def _work(self, found: StackSet, operation: Operation, account: str) -> str:
        instance = found.instances[account]
        if operation.retain:
            del found.instances[account]
            return "SUCCEEDED"
        if self.aws.members[account].state != ACTIVE:
            instance.detailed = "SKIPPED_SUSPENDED_ACCOUNT"
            return "SUCCEEDED"
        who, name = self.executor(account), f"StackSet-{found.name}"
        stack = self.stacks.all.get((account, name))
        reason = ""
        if operation.action == "DELETE":
            reason = self.stacks.delete(who, stack) if stack else ""
            if not reason:
                self.stacks.all.pop((account, name), None)
                del found.instances[account]
                return "SUCCEEDED"
        elif stack is None:
            made = self.stacks.create(who, name, found.template)
            if made.status != "CREATE_COMPLETE":
                reason = made.events[-1][2]
                # Nothing is left of a stack that could not be made.
                del self.stacks.all[account, name]
        elif stack.template != found.template:
            self.stacks.update(who, stack, found.template)
            if stack.status != "UPDATE_COMPLETE":
                reason = stack.events[-1][2]
        # What could not be removed is left out of all that follows.
        bad = "INOPERABLE" if operation.action == "DELETE" else "OUTDATED"
        instance.status = bad if reason else "CURRENT"
        instance.detailed = "FAILED" if reason else "SUCCEEDED"
        instance.reason = (
            f"ResourceLogicalId:ReadOnlyRole, ResourceStatusReason:{reason}"
            if reason
            else ""
        )
        return instance.detailed

    def executor(self, account: str) -> Principal:
        """What StackSets act as there; service control policies bind it too."""
        role = "stacksets-exec-0123456789"
        arn = f"arn:{self.aws.partition}:iam::{account}:role/{role}"
        return Principal(account, arn, "AROAEXEC", "root", role, arn)

    def _targets(self, call: Call) -> list[MemberAccount]:
        units = call.members("DeploymentTargets.OrganizationalUnitIds")
        chosen = set(call.members("DeploymentTargets.Accounts"))
        kind = call.text("DeploymentTargets.AccountFilterType") or "NONE"
        if not units or len(units) > _MOST_UNITS:
            raise AwsError("ValidationError", "1 to 50 organizational units")
        if kind not in ("NONE", "INTERSECTION", "DIFFERENCE"):
            raise AwsError("ValidationError", f"{kind} is not supported here")
        if bool(chosen) == (kind == "NONE"):
            raise AwsError("ValidationError", "Accounts go with a filter type.")
        inside = list(self._below(units))
        if kind == "NONE":
            return inside
        return [m for m in inside if (m.id in chosen) == (kind == "INTERSECTION")]

    def _below(self, units: Iterable[str]) -> Iterator[MemberAccount]:
        organization = self.aws.organization
        wanted = set(units)
        if unknown := wanted - set(organization.units):
            raise AwsError("ValidationError", f"no such unit: {sorted(unknown)}")
        for member in self.aws.members.values():
            if member.outside or member.id == organization.management:
                continue
            if wanted & set(organization.way_down(member.unit)):
                yield member
