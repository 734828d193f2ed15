"""Words and numbers for people: texts by id, languages, escaping, sentences."""
