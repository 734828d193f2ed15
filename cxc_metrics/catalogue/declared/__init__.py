"""The figures, declared by level of the intervention logic."""
