from __future__ import annotations

import warnings

# It leaves its list of actions open when it is imported; here warnings are errors.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)
    import parliament  # noqa: F401
