"""What do the schemes around report, and what is measured here? Side by side, never in one series."""

from __future__ import annotations

from cxc_metrics.access import question_of, readers_of_schemes
from cxc_metrics.contract.schemes import scheme
from pages.schemes import scheme_list, topic_choice, topic_figures, topic_rows
from ui import session

readers = readers_of_schemes(session.readers_beside())
scheme_list.draw(readers)
topic = topic_choice.chosen()
questions = {name: question_of(topic, scheme(name)) for name in readers if topic.of(name)}
answers = {name: session.answered_on(readers[name], question) for name, question in questions.items()}
topic_figures.draw(topic, topic_rows.measured(topic, answers), topic_rows.published(topic), answers)
topic_figures.sources(topic, answers)
