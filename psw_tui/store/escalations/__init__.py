"""The queue, the cases and what is decided, said and written in them."""
