"""The command line: the same services without a window. Its words and fields are a contract with scripts."""
