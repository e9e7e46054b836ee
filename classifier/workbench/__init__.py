"""The workbench: members build the tree of themes, and every deed on it can be undone."""
