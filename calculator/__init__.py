"""What is counted: the timescales of child protection conferences, as data and as dates."""
