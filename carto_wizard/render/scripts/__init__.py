"""create-roles and run-cartography: what they do, in sh and in PowerShell."""
