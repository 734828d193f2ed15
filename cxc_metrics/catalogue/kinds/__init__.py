"""Kinds of figure: how a declaration becomes SQL or a method."""
