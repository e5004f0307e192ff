"""A whole hospital group on one machine: hub, two sites with a gateway and a virtual scanner each.

For trying and for tests. Its settings are not a production default.
"""
