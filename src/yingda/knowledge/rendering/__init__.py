"""One entry, many readers: filled with what is known, as a page, in a chat, or spoken."""
