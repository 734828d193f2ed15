"""The Overview page, part by part: what happened, is the scheme on target, what is new.

Each part is a module with `draw`. All measure through `ui.session.run` and ask by `asked`, so what two parts
need is measured once.
"""
