"""Every format that is read or written, each in a folder or file of its own."""
