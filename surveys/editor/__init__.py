"""The survey editor: a product manager changes a draft part by part, previews it, and publishes it as a new version.

Invariants: a published version is never changed; what is looked at is never stored; every save is one POST that changes
one part; texts are plain, whatever they look like.
"""
