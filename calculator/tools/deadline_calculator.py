"""The deadline calculator."""

from calculator.exports import EXPORTS
from calculator.page import calls
from calculator.tools import Tool

TOOL = Tool(
    id="deadline-calculator",
    calls=lambda context: calls(context.rulebook, context.exports, context.data),
    exports=EXPORTS,
    rehearsal="timetable_rehearsal",
)
