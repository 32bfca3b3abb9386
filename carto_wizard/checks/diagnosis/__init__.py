"""From what AWS answered to a cause, its evidence, remedy and command."""
