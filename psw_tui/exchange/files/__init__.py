"""Files as such: what is read of them, the values in their cells, and how one is written."""
