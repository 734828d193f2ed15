"""From text to the contract's types: optimistic casts first, then what a column's own evidence decides."""
