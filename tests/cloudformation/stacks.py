"""Stacks: what a template says is made, changed and removed by calls to IAM."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.iam_state import role_by_name
from carto_wizard.demo.protocols import AwsError, Call
from tests.cloudformation.iam_calls import IamCalls
from tests.cloudformation.templates import Resource, needs_capability, resources

Shape = dict[str, Any]


@dataclass
class Stack:
    name: str
    id: str
    template: str
    status: str = "CREATE_IN_PROGRESS"
    then: str = ""
    """The status from the next look on."""
    resources: list[Resource] = field(default_factory=list)
    events: list[tuple[str, str, str]] = field(default_factory=list)
    """Of each resource: its ID, its status and the reason."""


@dataclass
class Stacks:
    """The stacks of every account."""

    aws: AwsState
    iam: IamCalls
    all: dict[tuple[str, str], Stack] = field(default_factory=dict)

    def actions(self) -> dict[str, Any]:
        return {
            "CreateStack": self.create_stack,
            "UpdateStack": self.update_stack,
            "DeleteStack": self.delete_stack,
            "DescribeStacks": self.describe_stacks,
            "DescribeStackEvents": self.describe_events,
            "DescribeStackResources": self.describe_resources,
        }

    def create_stack(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        check_capabilities(call)
        name = call.text("StackName")
        if (who.account, name) in self.all:
            raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
        stack = self.create(who, name, call.text("TemplateBody"))
        stack.then, stack.status = stack.status, "CREATE_IN_PROGRESS"
        return {"StackId": stack.id}

    def update_stack(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        check_capabilities(call)
        stack = self._stack(who, call)
        if stack.status.endswith("_IN_PROGRESS") or (
            "ROLLBACK" in stack.status and stack.status != "UPDATE_ROLLBACK_COMPLETE"
        ):
            raise AwsError(
                "ValidationError",
                f"Stack:{stack.id} is in {stack.status} state and can not be updated.",
            )
        if call.text("TemplateBody") == stack.template:
            raise AwsError("ValidationError", "No updates are to be performed.")
        self.update(who, stack, call.text("TemplateBody"))
        stack.then, stack.status = stack.status, "UPDATE_IN_PROGRESS"
        return {"StackId": stack.id}

    def delete_stack(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        stack = self.all.get((who.account, call.text("StackName")))
        if stack is not None:
            self.delete(who, stack)
            stack.then, stack.status = stack.status, "DELETE_IN_PROGRESS"
        return {}

    def describe_stacks(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        stack = self._stack(who, call)
        shape = {
            "StackName": stack.name,
            "StackId": stack.id,
            "CreationTime": "2026-01-01T00:00:00Z",
            "StackStatus": stack.status,
            "Description": json.loads(stack.template).get("Description"),
        }
        if stack.then:
            stack.status, stack.then = stack.then, ""
            if stack.status == "DELETE_COMPLETE":
                del self.all[who.account, stack.name]
        return {"Stacks": {"member": [shape]}}

    def describe_events(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        stack = self._stack(who, call)
        events = [
            {
                "StackId": stack.id,
                "EventId": f"{number}",
                "StackName": stack.name,
                "Timestamp": "2026-01-01T00:00:00Z",
                "LogicalResourceId": resource,
                "ResourceType": "AWS::CloudFormation::Stack"
                if resource == stack.name
                else "AWS::IAM::Role",
                "ResourceStatus": status,
                **({"ResourceStatusReason": reason} if reason else {}),
            }
            for number, (resource, status, reason) in enumerate(stack.events)
        ]
        return {"StackEvents": {"member": events[::-1]}}

    def describe_resources(self, aws: AwsState, who: Principal, call: Call) -> Shape:
        wanted = call.text("PhysicalResourceId")
        name = call.text("StackName")
        found = [
            {
                "StackName": stack.name,
                "LogicalResourceId": resource.id,
                "PhysicalResourceId": resource.name,
                "ResourceType": resource.kind,
                "Timestamp": "2026-01-01T00:00:00Z",
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for (account, _), stack in self.all.items()
            for resource in stack.resources
            if account == who.account
            and (stack.name == name or resource.name == wanted)
        ]
        if found or (who.account, name) in self.all:
            return {"StackResources": {"member": found}}
        raise AwsError("ValidationError", f"Stack for {wanted} does not exist")

    def create(self, who: Principal, name: str, template: str) -> Stack:
        """Make a stack; one that fails has its reason in the events, and is undone."""
        region, partition = self.aws.home_region, self.aws.partition
        arn = f"arn:{partition}:cloudformation:{region}:{who.account}:stack"
        stack = Stack(name, f"{arn}/{name}/{uuid.uuid4()}", template)
        self.all[who.account, name] = stack
        stack.events.append((name, "CREATE_IN_PROGRESS", "User Initiated"))
        for resource in resources(template, who.account, partition):
            try:
                self._make(who, resource)
            except AwsError as error:
                stack.events.append((resource.id, "CREATE_FAILED", error.message))
                for made in stack.resources[::-1]:
                    self._unmake(who, made)
                stack.resources.clear()
                stack.status = "ROLLBACK_COMPLETE"
                return stack
            stack.resources.append(resource)
        stack.status = "CREATE_COMPLETE"
        return stack

    def update(self, who: Principal, stack: Stack, template: str) -> None:
        """Change what is there, make what is new, remove what is no longer in it."""
        wanted = resources(template, who.account, self.aws.partition)
        present = {resource.id: resource for resource in stack.resources}
        stack.events.append((stack.name, "UPDATE_IN_PROGRESS", "User Initiated"))
        try:
            for resource in wanted:
                if resource.id in present:
                    self._change(who, present[resource.id], resource)
                else:
                    self._make(who, resource)
            for id in set(present) - {resource.id for resource in wanted}:
                self._unmake(who, present[id])
        except AwsError as error:
            stack.events.append((stack.name, "UPDATE_FAILED", error.message))
            stack.status = "UPDATE_ROLLBACK_COMPLETE"
            return
        stack.resources, stack.template = wanted, template
        stack.status = "UPDATE_COMPLETE"

    def delete(self, who: Principal, stack: Stack) -> str:
        """Remove what is in a stack; the reason why not, else empty."""
        stack.events.append((stack.name, "DELETE_IN_PROGRESS", "User Initiated"))
        for resource in stack.resources[::-1]:
            try:
                self._unmake(who, resource)
            except AwsError as error:
                stack.events.append((resource.id, "DELETE_FAILED", error.message))
                stack.events.append((stack.name, "DELETE_FAILED", ""))
                stack.status = "DELETE_FAILED"
                return error.message
            stack.resources.remove(resource)
        stack.status = "DELETE_COMPLETE"
        return ""

    def _stack(self, who: Principal, call: Call) -> Stack:
        name = call.text("StackName")
        if (who.account, name) not in self.all:
            message = f"Stack with id {name} does not exist"
            raise AwsError("ValidationError", message)
        return self.all[who.account, name]

    def _make(self, who: Principal, resource: Resource) -> None:
        given, name = resource.properties, resource.name
        if resource.kind == "AWS::IAM::InstanceProfile":
            self.iam(
                who,
                "CreateInstanceProfile",
                InstanceProfileName=name,
                Path=given["Path"],
            )
            self.iam(
                who,
                "AddRoleToInstanceProfile",
                InstanceProfileName=name,
                RoleName=given["Roles"][0],
            )
            return
        boundary = given.get("PermissionsBoundary")
        self.iam(
            who,
            "CreateRole",
            RoleName=name,
            Path=given["Path"],
            AssumeRolePolicyDocument=json.dumps(given["AssumeRolePolicyDocument"]),
            MaxSessionDuration=given["MaxSessionDuration"],
            Tags=given["Tags"],
            **({"PermissionsBoundary": boundary} if boundary else {}),
        )
        self._give_policies(who, resource)

    def _give_policies(self, who: Principal, resource: Resource) -> None:
        name = resource.name
        for arn in resource.properties.get("ManagedPolicyArns", ()):
            self.iam(who, "AttachRolePolicy", RoleName=name, PolicyArn=arn)
        for policy in resource.properties.get("Policies", ()):
            self.iam(
                who,
                "PutRolePolicy",
                RoleName=name,
                PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]),
            )

    def _change(self, who: Principal, old: Resource, new: Resource) -> None:
        if new.kind == "AWS::IAM::InstanceProfile" or old == new:
            return
        if old.name != new.name or old.properties["Path"] != new.properties["Path"]:
            raise AwsError("ValidationError", f"{new.name} already exists")
        trust = json.dumps(new.properties["AssumeRolePolicyDocument"])
        seconds = new.properties["MaxSessionDuration"]
        name = new.name
        self.iam(who, "UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=trust)
        self.iam(who, "UpdateRole", RoleName=name, MaxSessionDuration=seconds)
        self._take_policies(who, old)
        self._give_policies(who, new)
        self.iam(who, "TagRole", RoleName=name, Tags=new.properties["Tags"])

    def _take_policies(self, who: Principal, resource: Resource) -> None:
        name = resource.name
        for arn in resource.properties.get("ManagedPolicyArns", ()):
            self.iam(who, "DetachRolePolicy", RoleName=name, PolicyArn=arn)
        for policy in resource.properties.get("Policies", ()):
            policy_name = policy["PolicyName"]
            self.iam(who, "DeleteRolePolicy", RoleName=name, PolicyName=policy_name)

    def _unmake(self, who: Principal, resource: Resource) -> None:
        name = resource.name
        if resource.kind == "AWS::IAM::InstanceProfile":
            role = resource.properties["Roles"][0]
            self.iam(
                who,
                "RemoveRoleFromInstanceProfile",
                InstanceProfileName=name,
                RoleName=role,
            )
            self.iam(who, "DeleteInstanceProfile", InstanceProfileName=name)
            return
        role = role_by_name(self.aws, who.account, name)
        if role is None:
            return
        ours = {
            policy["PolicyName"] for policy in resource.properties.get("Policies", ())
        }
        attached = set(resource.properties.get("ManagedPolicyArns", ()))
        # CloudFormation takes its own policies off only when the role can go.
        if set(role.managed_policies) - attached or set(role.policies) - ours:
            raise AwsError(
                "DeleteConflict",
                "Cannot delete entity, must detach all policies first.",
                409,
            )
        self._take_policies(who, resource)
        self.iam(who, "DeleteRole", RoleName=name)


def check_capabilities(call: Call) -> None:
    named = "CAPABILITY_NAMED_IAM" in call.members("Capabilities")
    body = call.text("TemplateBody")
    if body and needs_capability(body) and not named:
        raise AwsError(
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
        )
