"""The command line: arguments in, an exit code out; everything heavy is imported late.

Exit codes: 0 fine; 1 a check or lint failed, or a difference was found and not saved; 2
wrong use, invalid session, no terminal or nobody who may list the organization; 3 could
not write; 130 aborted; 128+n on a signal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from carto_wizard import __version__
from carto_wizard.commands.terminal import ABORTED, emit, is_interactive, say
from carto_wizard.errors import UsageError, WizardError

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.setup.answers import Answers

PIPE_CLOSED = 128 + 13
"""What a shell reports for SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    _prepare_streams()
    try:
        return _obey(given)
    except WizardError as error:
        say("\n".join(filter(None, (error.message, error.hint))))
        return error.exit_code
    except KeyboardInterrupt:
        say()
        return ABORTED
    except BrokenPipeError:
        return PIPE_CLOSED


def _obey(given: Sequence[str]) -> int:
    try:
        return 0 if _answered_at_once(given) else _run(given)
    finally:
        # argparse prints and leaves; what cannot be printed is said while it can be.
        emit(end="")


def _prepare_streams() -> None:
    """What cannot be read or shown becomes a `?`, and a closed stream an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _answered_at_once(given: Sequence[str]) -> bool:
    """Answer `--version` and `--help` without argparse, which takes half the time."""
    match given:
        case ["--version"]:
            emit(__version__)
        case ["--help"]:
            from carto_wizard.commands.usage import help_of

            emit(help_of(""), end="")
        case _:
            return False
    return True


def _run(given: Sequence[str]) -> int:
    from carto_wizard.commands.leaving import leaving_in_order

    with leaving_in_order():
        from carto_wizard.commands.arguments import parse
        from carto_wizard.files.state_folder import StateFolder

        return _dispatch(parse(given), os.environ, StateFolder.of_user())


def _dispatch(
    args: Namespace, environ: Mapping[str, str], state_folder: StateFolder
) -> int:
    session = _session(args, state_folder)
    match args.command:
        case "preview":
            from carto_wizard.commands import preview

            return preview.run(
                session,
                as_json=args.json,
                environ=environ,
                state_folder=state_folder,
                aws=preview.looking(args),
            )
        case "write":
            from carto_wizard.commands import write
            from carto_wizard.commands.given_choices import given_by_name

            return write.run(
                session,
                yes=args.yes,
                given=[given_by_name(text) for text in args.choose],
                environ=environ,
                state_folder=state_folder,
            )
        case "check":
            from carto_wizard.commands import check

            return check.run(
                session,
                check.options_of(args),
                environ=environ,
                state_folder=state_folder,
            )
        case "refresh":
            from carto_wizard.commands import refresh

            return refresh.run(
                session,
                refresh.options_of(args),
                environ=environ,
                state_folder=state_folder,
            )
        case "lint":
            from carto_wizard.commands import lint

            return lint.run(
                args.config,
                args.session and session,
                container=args.container,
                as_json=args.json,
                environ=environ,
                state_folder=state_folder,
            )
        case "undo":
            from carto_wizard.commands import undo

            if args.history:
                return undo.history(session, state_folder)
            return undo.run(
                session,
                yes=args.yes,
                remove_backups=args.remove_backups,
                environ=environ,
                state_folder=state_folder,
            )
        case "demo":
            return _demo(args, environ)
    return _open(args, environ, state_folder)


def _session(args: Namespace, state_folder: StateFolder) -> Path:
    if args.session is not None:
        try:
            session: Path = args.session.absolute()
        except OSError:
            raise UsageError(
                "The current folder is gone, so no path can begin there.",
                "Change to another folder, or name the session by its whole path.",
            ) from None
        return session
    return state_folder.default_session


def _open(
    args: Namespace,
    environ: Mapping[str, str],
    state_folder: StateFolder,
    banner: str = "",
    administrator: Callable[[Answers], Sequence[str]] | None = None,
) -> int:
    """The wizard: screens where there is a terminal, else line prompts if asked for."""
    session = _session(args, state_folder)
    if args.plain or (is_interactive() and environ.get("TERM") == "dumb"):
        from carto_wizard.plain import run as run_plain

        return run_plain(
            session, fresh=args.fresh, environ=environ, state_folder=state_folder
        )
    if not is_interactive():
        raise UsageError(
            "There is no terminal to open the wizard on.",
            "Use --plain for line prompts, or `carto-wizard preview`, `write` and "
            "`check` with --session FILE.",
        )
    from carto_wizard.tui.run import run

    return run(
        session,
        fresh=args.fresh,
        mouse=not args.no_mouse,
        environ=environ,
        state_folder=state_folder,
        banner=banner,
        administrator=administrator,
    )


def _demo(args: Namespace, environ: Mapping[str, str]) -> int:
    """Open the demo; without a person to answer it goes through by itself."""
    from carto_wizard.commands import demo

    if args.record:
        return _record(args)
    alone = args.no_input or not (args.plain or is_interactive())
    scenario = args.scenario or ("healthy" if alone else "troubled")
    world = demo.DemoWorld(scenario, demo.mode_named(args.mode))
    if alone:
        return demo.walk(world, args.directory, environ)
    with demo.prepared(world, args.directory, environ) as place:
        args.session = place.session
        return _open(
            args,
            place.environ,
            place.state_folder,
            place.banner,
            place.administrator,
        )


def _record(args: Namespace) -> int:
    """Play the demo into a file."""
    from carto_wizard.commands.demo import mode_named
    from carto_wizard.tui.recording.record import record

    if args.scenario or args.directory or args.no_input or args.plain:
        raise UsageError(
            "--record plays its own journey, which begins without any role.",
            "Of the other options of the demo, only --mode goes with it.",
        )
    return record(args.record, mode_named(args.mode))
