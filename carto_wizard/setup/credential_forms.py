"""Forms of credentials that AWS's newest library takes and Cartography's does not.

Cartography 0.143.0 is bound to botocore 1.40.61, through aioboto3 and aiobotocore; the
wizard's own is newer. Source: the classes of `botocore.credentials` in both.
"""

from __future__ import annotations

NOT_IN_CARTOGRAPHY = {"login_session": "aws login"}
"""By the key of a profile, the command that writes it."""
