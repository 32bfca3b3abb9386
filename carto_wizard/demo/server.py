"""Run the embedded AWS as a process: one line of JSON when ready, then serve."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from carto_wizard.demo.aws_state import AwsState
from carto_wizard.demo.scenarios import SCENARIOS, Scenario, scenario
from carto_wizard.setup.answers import Mode


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until standard input closes, as it does when the parent ends or dies."""
    options = _options(arguments)
    _drop_aws_variables()
    if not sys.stdin.isatty():
        # Ctrl+C in a terminal reaches us too; our parent decides when we stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = (options.scenario, options.accounts, options.partition, options.mode)
    hub = options.hub_reads_itself
    ready = _start(replace(scenario(*asked), hub_reads_itself=hub))
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        while sys.stdin.buffer.read(4096):
            pass
    # Threads may be waiting for clients; nothing here is worth waiting for them.
    os._exit(0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m carto_wizard.demo.server")
    parser.add_argument("--scenario", choices=SCENARIOS, default=SCENARIOS[0])
    parser.add_argument("--accounts", type=int, default=None)
    parser.add_argument("--partition", default="aws")
    parser.add_argument("--mode", type=Mode, default=Mode.HUB)
    parser.add_argument("--hub-reads-itself", action="store_true")
    return parser.parse_args(arguments)


def _drop_aws_variables() -> None:
    """Keep the person's own AWS and moto settings away from boto3 and moto."""
    for name in [n for n in os.environ if n.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = (
        os.devnull
    )


def _start(plan: Scenario) -> dict[str, Any]:
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    from carto_wizard.demo import metadata_server, provisioning
    from carto_wizard.demo.endpoint import AwsEndpoint
    from carto_wizard.demo.metadata import MetadataService

    aws = provisioning.new_organization(plan)
    keys = provisioning.create_administrators(aws)
    provisioning.create_access_roles(aws)
    control = secrets.token_urlsafe(32)
    app = AwsEndpoint(aws, create_backend_app("iam"), control)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=quiet_handler(aws)
    )
    endpoint = f"http://127.0.0.1:{server.server_port}"
    metadata = metadata_server.serve(MetadataService(aws))
    for serve in (server.serve_forever, metadata.serve_forever):
        threading.Thread(target=serve, daemon=True).start()
    provisioning.create_roles(aws, plan, endpoint, keys)
    app.set_baseline()
    return {
        "endpoint": endpoint,
        "control": control,
        "imds": f"http://127.0.0.1:{metadata.server_port}",
        "region": aws.home_region,
        "instance": aws.instance,
        "accounts": {member.id: member.name for member in aws.members.values()},
        "admin": {account: asdict(key) for account, key in keys.items()},
    }


def quiet_handler(aws: AwsState) -> type[Any]:
    """What speaks HTTP for this AWS, by its clock, and writes nothing on stderr."""
    from werkzeug.serving import WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        disable_nagle_algorithm = True
        server_version = "carto-wizard-demo"

        def date_time_string(self, timestamp: float | None = None) -> str:
            """The Date header by AWS's clock, from which a client sees its own skew."""
            return super().date_time_string(int(timestamp or aws.now()))

        def version_string(self) -> str:
            """Name no version of Python or werkzeug."""
            return self.server_version

        def log_request(self, *_: object) -> None:
            """Log no requests: standard error is for errors."""

    return Handler


if __name__ == "__main__":
    raise SystemExit(main())
