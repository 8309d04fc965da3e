"""What every area stands in: the frame, the desk, dialogs, lists, the palette, keys."""
