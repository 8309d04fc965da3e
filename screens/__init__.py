"""The screens of the terminal app, one file each, with the stylesheet beside it."""
