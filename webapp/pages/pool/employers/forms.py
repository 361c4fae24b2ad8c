"""The form of an employer."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired

from matching.pool.employers.life import EmployerData
from webapp.forms.base import Form, filled
from webapp.forms.fields import CommuneField, OneOfField, options

SIZE_BANDS = ("0", "1 à 9", "10 à 49", "50 à 249", "250 et plus")


class EmployerForm(Form):
    """An employer of the territory."""

    name = StringField("Nom de l’employeur", [InputRequired("Indiquez le nom de l’employeur.")])
    siret = StringField("Numéro SIRET", [InputRequired("Indiquez les 14 chiffres du SIRET.")])
    street = StringField("Adresse du lieu de travail")
    commune_insee = CommuneField("Commune", [InputRequired("Indiquez la commune.")])
    naf_code = StringField("Code d’activité (NAF)")
    size_band = OneOfField(
        "Effectif",
        choices=options(SIZE_BANDS, "Non précisé"),
        validate_choice=False,
    )

    def to_data(self) -> EmployerData:
        return filled(self, EmployerData)
