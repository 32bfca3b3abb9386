"""One check at a time: what one of them raises costs that check alone."""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.aws.failures import CallFailed
from carto_wizard.checks.finding import Finding
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext


def guarded(
    context: CheckContext, subject: Subject, probe: Iterator[Finding]
) -> Iterator[Finding]:
    """The findings of a probe, one more about `subject` where it was not finished.

    That tells of a call that failed, or of a defect of our own.
    """
    try:
        yield from probe
    except CallFailed as failure:
        if not context.cancel.is_set():
            yield context.findings.failed(subject, failure)
    except Exception as error:
        yield context.findings.defect(subject, error)
