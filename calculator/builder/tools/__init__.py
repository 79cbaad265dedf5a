"""What the build makes for each tool: the fragment of its page, and data. `calculator.tools` says where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from calculator.builder.areas import shared
from calculator.model import Partnership, Rulebook
from calculator.tools import RULEBOOK, Context, all_exports, find_tools, modules_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a tool's fragment is put: which areas are on the page side by side, and the way to the site's root."""

    compared: Sequence[Partnership]
    to_root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltTool:
    """A tool's fragment of a page, as HTML, if a page can have it, and its data by the names in its `Tool.data`."""

    id: str
    fragment: Callable[[Rulebook, Place], str] | None = None
    data: Mapping[str, Callable[[], object]] = field(default_factory=dict)


def built_tools() -> dict[str, BuiltTool]:
    """Return what the build makes for each tool, by the tool's id."""
    return {module.BUILT.id: module.BUILT for module in modules_in("builder.tools")}


def tool_data(rulebook: Rulebook) -> dict[str, object]:
    """Return the data that pages start with: what all areas share, and what the tools need."""
    made = {name: make() for built in built_tools().values() for name, make in built.data.items()}
    return {RULEBOOK: shared(rulebook), **made}


def shell_context(rulebook: Rulebook) -> Context:
    """Return what tools work with in a shell, which needs no page to hand anything over."""
    return Context(rulebook=rulebook, exports=all_exports(find_tools()), data=tool_data(rulebook))
