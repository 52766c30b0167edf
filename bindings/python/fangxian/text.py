"""Text that is no text: half of a character, such as the first half of an emoji, is bad input.

Python's strings may hold one, from a cut text or a JSON file; nothing can be written down of it.
"""

from __future__ import annotations

import sys
from typing import Any, Callable

from .library import core

_Text = core._UniffiFfiConverterString


def _whole(convert: Callable[..., Any]) -> Callable[..., Any]:
    """Tells the caller which argument or field holds half of a character."""

    def converted(value: str, *rest: Any) -> Any:
        try:
            return convert(value, *rest)
        except UnicodeEncodeError:
            field = _field_of(value)
        raise core.FangxianError.BadInput(
            field,
            "这一栏里有半个字符(多半是表情被截断了),请删掉再填。",
            "the text holds half of a character, as when an emoji was cut: remove it",
        )

    return converted


def _field_of(text: str) -> str:
    """The argument or field of this text, as the generated code that is being run calls it."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename == core.__file__:
        for name, held in frame.f_locals.items():
            if held is text and name not in ("value", "builtin_value", "item"):
                return name.strip("_")
            for inner, value in getattr(held, "__dict__", {}).items():
                if value is text:
                    return inner.strip("_")
        frame = frame.f_back
    return "text"


_Text.lower = staticmethod(_whole(_Text.lower))
_Text.write = staticmethod(_whole(_Text.write))
