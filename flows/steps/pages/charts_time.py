"""Small lines of how an indicator has moved; the numbers stand in the table beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDE, _HIGH, _EDGE = 120, 30, 5


def curve(values: Sequence[float | None], target: float | None = None) -> Markup:
    """A line through the values that are known, a dashed one at the target; '' for fewer than two values."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return Markup("")
    every = [value for _, value in known] + ([target] if target is not None else [])
    low, span = min(every), (max(every) - min(every)) or 1.0
    step = (_WIDE - 2 * _EDGE) / max(1, len(values) - 1)

    def down(value: float) -> float:
        return _HIGH - _EDGE - (value - low) / span * (_HIGH - 2 * _EDGE)

    points = " ".join(f"{_EDGE + place * step:.0f},{down(value):.0f}" for place, value in known)
    x, y = points.rpartition(" ")[2].split(",")
    level = f'<path class="goal" d="M0 {down(target):.0f}H{_WIDE}"/>' if target is not None else ""
    line = f'<polyline class="line" points="{points}"/><circle class="last" cx="{x}" cy="{y}" r="3"/>'
    return Markup(f'<svg class="curve" viewBox="0 0 {_WIDE} {_HIGH}" aria-hidden="true">{level}{line}</svg>')
