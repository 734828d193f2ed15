"""Methods on plain tables: intervals, time to event, flows, gravity, difference from a comparison group.

Nothing here knows a KPI, a register or a database; each function takes and returns tables or arrays.
"""
