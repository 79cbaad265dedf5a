"""Forms to fill in, and the timetable as a Word document."""

from calculator.tools import Tool
from forms.page import OpenForm, calls
from forms.timetable import DOCX_EXPORT, TEMPLATE

TOOL = Tool(
    id="forms",
    calls=lambda context: calls(context.rulebook, context.state.setdefault("forms", OpenForm())),
    exports={"docx": DOCX_EXPORT},
    data=(TEMPLATE,),
)
