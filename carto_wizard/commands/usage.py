"""What `carto-wizard --help` says."""

from __future__ import annotations

HELP = """\
Set up AWS for Cartography: it asks, shows every byte, writes and proves.

  carto-wizard                  open the wizard, or resume where you left it
  carto-wizard preview          show what would be written, with diffs
  carto-wizard write            write it, after one confirmation
  carto-wizard check            ask AWS what Cartography can read
  carto-wizard lint [CONFIG …]  read config files as Cartography will
  carto-wizard undo             take back what was written
  carto-wizard demo             try all of it on an embedded AWS

For the wizard and every command that uses answers:
  --session FILE    the file with your answers; without it, the usual one

For the wizard:
  --fresh           start over; the earlier session is set aside, not deleted
  --plain           line prompts, for screen readers and pipes
  --no-mouse        leave the mouse to the terminal

For the commands:
  --json            one document on stdout (preview, check, lint)
  --markdown        the findings for an issue or a wiki page (check)
  --redact          only the last two digits of account IDs (check)
  --watch           print only what changed since the last run, for cron (check)
  --wait            roles may be new: ask denied accounts for a minute (check)
  --look-with ROLE  become ROLE in denied accounts, only to read the denied role
                    and its trust policy (check)
  --allow-helper    let files that are not yours start programs, without asking
                    (check)
  --yes             do not ask (write, undo)
  --choose NAME=HOW what to do about a file or profile that is there already:
                    keep, rename, replace or merge; repeatable (write)
  --history         list what was written and taken back, and verify it (undo)
  --remove-backups  remove backups with access keys that were taken back (undo)
  --session FILE    also name profiles that are not of these answers (lint)
  --container       as the user of Cartography's container image (lint)
  --scenario NAME   troubled, healthy or empty (demo)
  --mode MODE       hub, an organization, or single, one account (demo)
  --no-input        walk the whole journey with sample answers (demo)
  --directory DIR   where the demo keeps all its files (demo)

  --version         print the version
  --help            print this text

Exit codes: 0 fine, 1 a check or lint failed or the history differs, 2 wrong
use, invalid session or no terminal, 3 could not write, 130 aborted, 128+n on
signal n.
"""
