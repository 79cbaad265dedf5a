"""Forms: each has a page of its own, which docs/ makes; the data is the template of a timetable in Word."""

from calculator.builder.tools import BuiltTool
from forms.builder.timetable_template import timetable_template
from forms.timetable import TEMPLATE

BUILT = BuiltTool(id="forms", data={TEMPLATE: timetable_template})
