"""IAM calls of a stack, through the embedded AWS's own gate, so that denials apply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from carto_wizard.demo.authorise import authorise
from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.endpoint import Application, forwarded
from carto_wizard.demo.protocols import AwsError, Call
from carto_wizard.demo.services import iam

_MESSAGE = re.compile(rb"<Message>([^<]*)</Message>")


@dataclass
class IamCalls:
    aws: AwsState
    moto: Application

    def __call__(self, who: Principal, action: str, **params: Any) -> None:
        """Call IAM as this principal; raises what IAM answers."""
        form = {"Action": action, "Version": "2010-05-08", **_flat(params)}
        body = urlencode(form).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        call = Call(
            "iam", action, self.aws.home_region, form, "POST", "/", "", headers, body
        )
        authorise(self.aws, who, call)
        iam.check_documents(self.aws, call)
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "SERVER_NAME": "iam.amazonaws.com",
            "SERVER_PORT": "80",
            "HTTP_HOST": "iam.amazonaws.com",
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": headers["content-type"],
            "CONTENT_LENGTH": str(len(body)),
        }
        reply, code = forwarded(self.moto, environ, who, call)
        if reply.status >= 400:
            found = _MESSAGE.search(reply.body)
            raise AwsError(code, found[1].decode() if found else "", reply.status)


def _flat(params: dict[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in params.items():
        if not isinstance(value, list):
            flat[name] = str(value)
            continue
        for number, item in enumerate(value, 1):
            prefix = f"{name}.member.{number}"
            if isinstance(item, dict):
                flat |= {f"{prefix}.{key}": str(each) for key, each in item.items()}
            else:
                flat[prefix] = str(item)
    return flat
