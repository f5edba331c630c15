"""Files that are no programs but hold some: units, workflows, build files; and what code hides from the eye."""
