"""What all pages share: shell, selection bar, figures, tables, exports, words. Never writes SQL, never computes."""
