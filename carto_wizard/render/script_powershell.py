"""create-roles.ps1: the parts of the PowerShell script, for version 5.1 and later.

Windows PowerShell loses the quotes inside an argument, so a policy goes to the AWS CLI
as a file. Lines end with LF, which every PowerShell reads: one text, the same
bytes on every system.
"""

from __future__ import annotations

from collections.abc import Mapping

from carto_wizard.render.quoting import plain, powershell


def header(comments: tuple[str, ...]) -> str:
    """What the script is, its arguments, and that it stops at the first failure."""
    lines = "".join(f"# {line}\n" for line in comments)
    return (
        f"{lines}param([string]$Command = '', [switch]$Any)\n"
        "$ErrorActionPreference = 'Stop'\n"
        "$PSNativeCommandUseErrorActionPreference = $false\n"
    )


def assignments(values: Mapping[str, str]) -> str:
    """The names that the functions use."""
    return "".join(
        f"${_camel(name)} = {powershell(value, name)}\n"
        for name, value in values.items()
    )


def document(name: str, text: str) -> str:
    """A text in a literal here-string: only a line that begins with '@ would end it."""
    for line in text.split("\n"):
        plain(line, name)
    return f"${_camel(name)} = @'\n{text.rstrip()}\n'@\n"


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.lower().split("_"))


COMMON = r"""
function Invoke-Aws {
  # Windows PowerShell would stop at the first line a program writes to stderr.
  $ErrorActionPreference = 'Continue'
  $lines = & aws @args --region $Region --output text 2>&1 | ForEach-Object { "$_" }
  $script:Answer = ($lines -join "`n").Trim()
  $script:Failed = $LASTEXITCODE -ne 0
}

function Invoke-Iam {
  Invoke-Aws iam @args
  if ($script:Failed) { throw $script:Answer }
}

function Test-Iam {
  Invoke-Aws iam @args
  if (-not $script:Failed) { return $true }
  if ($script:Answer -match 'NoSuchEntity') { return $false }
  throw $script:Answer
}

function Save-Policy([string]$Text) {
  $path = [IO.Path]::GetTempFileName()
  [IO.File]::WriteAllText($path, $Text)
  "file://$path"
}

function Remove-Policy([string]$Url) {
  Remove-Item -LiteralPath $Url.Substring(7)
}

function Read-Account {
  if (-not (Get-Command aws -ErrorAction SilentlyContinue)) {
    throw 'The AWS CLI is not on the PATH.'
  }
  Invoke-Aws sts get-caller-identity --query Account
  if ($script:Failed) { throw $script:Answer }
  $script:Account = $script:Answer
  "Account $Account"
}
"""

ROLE = r"""
function Set-Role([string]$Path, [string]$Name, [string]$Trust, [bool]$Keep) {
  $file = Save-Policy $Trust
  if (Test-Iam get-role --role-name $Name) {
    Invoke-Iam get-role --role-name $Name --query Role.Path
    if ($script:Answer -cne $Path) {
      throw "Role $Name exists with path $($script:Answer) instead of $Path."
    }
    if ($Keep) {
      "role ${Name}: there, its trust policy left as it is"
    } else {
      Invoke-Iam update-assume-role-policy --role-name $Name --policy-document $file
      "role ${Name}: there, trust policy set"
    }
  } else {
    Invoke-Iam create-role --path $Path --role-name $Name `
      --assume-role-policy-document $file
    Invoke-Iam wait role-exists --role-name $Name
    "role ${Name}: created"
  }
  Remove-Policy $file
}
"""

INLINE_POLICY = r"""
function Set-InlinePolicy([string]$Role, [string]$Name, [string]$Text) {
  $file = Save-Policy $Text
  Invoke-Iam put-role-policy --role-name $Role --policy-name $Name `
    --policy-document $file
  Remove-Policy $file
  "role ${Role}: $Name set"
}
"""

INSTANCE_PROFILE = r"""
function Set-InstanceProfile([string]$Name) {
  if (-not (Test-Iam get-instance-profile --instance-profile-name $Name)) {
    Invoke-Iam create-instance-profile --instance-profile-name $Name
    Invoke-Iam wait instance-profile-exists --instance-profile-name $Name
    "instance profile ${Name}: created"
  }
  Invoke-Iam get-instance-profile --instance-profile-name $Name `
    --query 'InstanceProfile.Roles[].RoleName'
  $held = $script:Answer
  if ($held -ceq $Name) {
    "instance profile ${Name}: holds the role"
  } elseif ($held -eq '') {
    Invoke-Iam add-role-to-instance-profile --instance-profile-name $Name `
      --role-name $Name
    "instance profile ${Name}: role added"
  } else {
    throw "Instance profile $Name holds the role $held. Remove that role first."
  }
}
"""

SPOKE_ROLE = r"""
function Set-SpokeRole {
  Set-Role $SpokePath $SpokeRole $SpokeTrustPolicy $false
  Invoke-Iam attach-role-policy --role-name $SpokeRole --policy-arn $SecurityAudit
  "role ${SpokeRole}: SecurityAudit attached"
"""

EXTRA_GRANTS_PUT = """  Set-InlinePolicy $SpokeRole $GrantsName $ExtraGrantsPolicy
}
"""

EXTRA_GRANTS_DROP = r"""  $which = @(
    '--role-name', $SpokeRole, '--policy-name', $GrantsName
  )
  if (Test-Iam get-role-policy @which) {
    Invoke-Iam delete-role-policy @which
    "role ${SpokeRole}: $GrantsName taken away"
  }
}
"""

HUB = r"""
function Set-Hub {
  Read-Account
  if ($Account -cne $HubAccount) { throw "This is not the hub account $HubAccount." }
  Set-Role $HubPath $HubRole $HubTrustPolicy $false
  Set-InlinePolicy $HubRole $InlineName $HubInlinePolicy
"""

HUB_PROFILE = """  Set-InstanceProfile $HubRole
"""

HUB_READS_ITSELF = """  Set-SpokeRole
"""

END_WITH_NEXT = """  $NextSteps
}
"""

SPOKE = r"""
function Set-Spoke {
  Read-Account
  $line = $Accounts -split "`n" | Where-Object { $_ -like "$Account *" }
  if (-not $line -and -not $Any) {
    throw "Account $Account is not on the list. Add -Any to change it all the same."
  }
  if ($line) { "Changing account $line" } else { "Changing an account not on the list" }
  Set-SpokeRole
}
"""

HUB_DISPATCH = r"""
switch ($Command) {
  'hub' { Set-Hub }
  'spoke' { Set-Spoke }
  '' { $Usage }
  default { throw $Usage }
}
"""

SINGLE = r"""
function Set-Single {
  Read-Account
  if ($Account -cne $WantedAccount) { throw "This is not account $WantedAccount." }
"""

SINGLE_USER = r"""  if (-not (Test-Iam get-user --user-name $Name)) {
    Invoke-Iam create-user --path $NamePath --user-name $Name
    "user ${Name}: created"
  }
  Invoke-Iam attach-user-policy --user-name $Name --policy-arn $SecurityAudit
  "user ${Name}: SecurityAudit attached"
"""

SINGLE_GROUP = r"""  if (-not (Test-Iam get-group --group-name $Name)) {
    Invoke-Iam create-group --path $NamePath --group-name $Name
    "group ${Name}: created"
  }
  Invoke-Iam attach-group-policy --group-name $Name --policy-arn $SecurityAudit
  "group ${Name}: SecurityAudit attached"
"""

SINGLE_ROLE = r"""  Set-Role $NamePath $Name $RoleTrustPolicy $true
  Invoke-Iam attach-role-policy --role-name $Name --policy-arn $SecurityAudit
  "role ${Name}: SecurityAudit attached"
"""

SINGLE_PROFILE = """  Set-InstanceProfile $Name
"""

SINGLE_DISPATCH = r"""
switch ($Command) {
  'single' { Set-Single }
  '' { $Usage }
  default { throw $Usage }
}
"""
