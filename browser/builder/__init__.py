"""How the guide is built on whatever computer there is: its tools, its environment, its steps."""
