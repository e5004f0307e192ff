"""Assistance sessions: from a request for help to the note, with the site deciding everything.

The gateway holds the truth: commands come to it, ``rules`` decides, events are written to its
journal first and then reach the hub. The hub's tables are a projection of those events.
"""
