"""What all pages share: shell, selection bar, figures, tables, exports, words. No SQL, no computing."""
