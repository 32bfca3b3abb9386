"""The functions of create-roles that call the AWS CLI and say what happens."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

SAY = Snippet(
    "Prints a line with any characters.",
    "The script would print nothing.",
    posix=r"""
say() {
  printf '%s\n' "$*"
}
""",
)

INVOKE_AWS = Snippet(
    "Calls the AWS CLI and keeps its output and whether it failed.",
    "PowerShell continues after a program that failed.",
    powershell="""
function Invoke-Aws {
  # Windows PowerShell would stop at the first line a program writes to stderr.
  $ErrorActionPreference = 'Continue'
  $lines = & aws --region $Region --output text @args 2>&1 | ForEach-Object { "$_" }
  $script:Answer = ($lines -join "`n").Trim()
  $script:Failed = $LASTEXITCODE -ne 0
}
""",
)

CALL_IAM = Snippet(
    "Calls IAM through the AWS CLI, always in a region of the right partition.",
    "On a machine without a region, the calls could go to the wrong partition.",
    posix="""
iam() {
  aws iam "$@" --region "$REGION" --output text
}
""",
    powershell="""
function Invoke-Iam {
  Invoke-Aws iam @args
  if ($script:Failed) { throw $script:Answer }
}
""",
)

EXISTS = Snippet(
    "Finds out whether something exists. Only NoSuchEntity means that it does not.",
    "A denied call would look like a missing role and hide the real error.",
    posix="""
exists() {
  if answer=$(iam "$@" 2>&1); then return 0; fi
  case $answer in *NoSuchEntity*) return 1 ;; esac
  stop "$answer"
}
""",
    powershell="""
function Test-Iam {
  Invoke-Aws iam @args
  if (-not $script:Failed) { return $true }
  if ($script:Answer -match 'NoSuchEntity') { return $false }
  throw $script:Answer
}
""",
)

SAVE_POLICY = Snippet(
    "Passes a policy to the AWS CLI as a file, because Windows PowerShell loses inner "
    "quotes.",
    "AWS receives a policy without quotes and rejects it.",
    powershell="""
function Save-Policy([string]$Text) {
  $path = [IO.Path]::GetTempFileName()
  [IO.File]::WriteAllText($path, $Text)
  "file://$path"
}
""",
)

REMOVE_POLICY = Snippet(
    "Deletes the temporary file of a policy.",
    "Every run leaves temporary files.",
    powershell="""
function Remove-Policy([string]$Url) {
  Remove-Item -LiteralPath $Url.Substring(7)
}
""",
)

READ_ACCOUNT = Snippet(
    "Asks AWS which account these credentials belong to, and shows it.",
    "The wrong account could be changed unnoticed.",
    posix=r"""
caller_account() {
  command -v aws >/dev/null || stop "The AWS CLI is not on the PATH."
  aws sts get-caller-identity --region "$REGION" --output text --query Account
}

read_account() {
  ACCOUNT=$(caller_account)
  say "Account $ACCOUNT"
  if [ "$ACCOUNT" != "${ONLY_ACCOUNT:-$ACCOUNT}" ]; then
    stop "These credentials are for account $ACCOUNT, not $ONLY_ACCOUNT."
  fi
}
""",
    powershell="""
function Read-Account {
  if (-not (Get-Command aws -ErrorAction SilentlyContinue)) {
    throw 'The AWS CLI is not on the PATH.'
  }
  Invoke-Aws sts get-caller-identity --query Account
  if ($script:Failed) { throw $script:Answer }
  $script:Account = $script:Answer
  "Account $Account"
}
""",
)
