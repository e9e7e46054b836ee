"""The inbox of new themes: groups the comments that no theme covers, and asks members what to do with each group."""
