"""What `carto-wizard --help` says."""

from __future__ import annotations

HELP = """\
Set up AWS for Cartography: answer questions, review files, write and check.

  carto-wizard                  open the wizard, or resume where you left it
  carto-wizard preview          show what would be written, with diffs
  carto-wizard write            write it, after one confirmation
  carto-wizard check            ask AWS what Cartography can read
  carto-wizard refresh          update the accounts from the organization
  carto-wizard lint [CONFIG …]  read config files as Cartography will
  carto-wizard undo             undo what was written
  carto-wizard demo             try all of it on an embedded AWS

For the wizard and every command that uses your answers:
  --session FILE    the file with your answers; without it, the default file

For the wizard:
  --fresh           start over; the earlier session is renamed, not deleted
  --plain           line prompts, for screen readers and pipes
  --no-mouse        do not use the mouse

For the commands:
  --json            print one JSON document to stdout (preview, check, lint,
                    refresh)
  --aws             also compare with what is already there in AWS (preview)
  --profile NAME    look in AWS with this profile of yours, not with the
                    environment (preview --aws, refresh)
  --markdown        print the findings as Markdown (check)
  --redact          show only the last two digits of account IDs (check)
  --watch           print only what changed since the last run, for cron (check)
  --wait            retry denied accounts for a minute, for new roles (check)
  --look-with ROLE  assume ROLE in denied accounts, only to read the denied
                    role and its trust policy (check); or assume ROLE to look at
                    what is already there (preview --aws)
  --allow-helper    allow config files that are not yours to start programs,
                    without asking (check)
  --yes             do not ask (write, undo, refresh)
  --choose NAME=HOW what to do with an existing file or profile: keep, rename,
                    replace or merge; can be repeated (write)
  --ou UNIT         read new accounts in this unit: an ID, a path or a name; can
                    be repeated (refresh)
  --tag KEY=VALUE   add only new accounts with this tag, or with another one
                    that is given (refresh)
  --history         list and verify what was written and undone (undo)
  --remove-backups  delete backups with access keys that were undone (undo)
  --session FILE    also report profiles that are not in these answers (lint)
  --container       check as the user in Cartography's container (lint)
  --scenario NAME   troubled, healthy or empty (demo)
  --mode MODE       hub (an organization) or single (one account) (demo)
  --no-input        run all steps with sample answers, without asking (demo)
  --directory DIR   keep all files of the demo in DIR (demo)

  --version         print the version
  --help            print this text

Exit codes: 0 success, 1 a check or lint failed, or a difference was found and
not saved, 2 wrong usage, invalid session, no terminal or no right to list the
organization, 3 could not write, 130 aborted, 128+n ended by signal n.
"""
