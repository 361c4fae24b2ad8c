"""The note beside a choice."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField

from webapp.forms.base import Form


class NoteForm(Form):
    """Why this person for this job, in the coach's own words."""

    note = TextAreaField("Pourquoi cette personne pour ce poste ?")
    retour = HiddenField()
