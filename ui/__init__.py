"""What all pages share: shell, line on top, figures, tables, exports, words. No SQL, no computing."""
