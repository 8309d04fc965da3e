"""The tones that anything on a screen may be drawn in; signs have one, and so have words."""

from typing import Literal

Tone = Literal["normal", "bright", "dim", "accent", "good", "warn", "bad"]
