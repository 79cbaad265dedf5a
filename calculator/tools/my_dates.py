"""My dates: what should reach a family, and by when."""

from calculator.my_dates_page import calls
from calculator.tools import Tool

TOOL = Tool(id="my-dates", calls=lambda context: calls(context.rulebook))
