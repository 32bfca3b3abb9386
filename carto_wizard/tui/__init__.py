"""The screens, the only importer of Textual: a frame and a page a step."""

import os

# A picture that follows another waits for up to two of Textual's periods: at its usual
# 60 a second a key beside news would take 30 ms longer than one alone.
os.environ.setdefault("TEXTUAL_FPS", "120")
