"""A person's access export as files: JSON for machines, a PDF to read, and a ZIP with her CVs as well.

The content is `matching.privacy.export.export_of`'s; here are only its French words and its pages (ADR 0013 says
why reportlab draws them).
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from matching.consents.terms import Purpose, SensitiveKind
from matching.journey.referrals.terms import Disclosure, ReferralState
from matching.pool.candidates import terms
from matching.pool.candidates.tables import Cv
from matching.pool.candidates.terms import ProposalState
from matching.pool.reference.terms import Condition, Contract, Means, RequestState, Slot
from matching.privacy.corrections.terms import CorrectionKind, CorrectionState
from matching.privacy.export import COVERED
from matching.terms import label_of
from webapp.words.french import fr_date, fr_datetime

SECTIONS = {
    "person": "Votre fiche",
    "mobility": "Vos déplacements",
    "experiences": "Vos expériences",
    "education": "Vos formations",
    "certificates": "Vos certificats et habilitations",
    "languages": "Vos langues",
    "obstacles": "Freins et actions",
    "cvs": "Vos CV, et ce qui y a été lu",
    "consents": "Ce qui vous a été dit, et vos accords",
    "sensitive_notes": "Informations sensibles, notées à part",
    "shortlists": "Postes pour lesquels vous avez été retenu·e",
    "referrals": "Mises en relation avec un employeur",
    "access_requests": "Demandes d’autres structures pour vous connaître",
    "requests": "Vos demandes de correction ou d’effacement",
    "personal_links": "Liens vers votre espace personnel",
    "retention": "Durée de conservation",
    "letters": "Courriels en attente à votre sujet",
    "shown_in": "Classements où vous êtes apparu·e",
    "shown_for_her": "Listes de postes établies pour vous",
    "journal": "Journal : qui a vu ou fait quoi à votre sujet",
    "history": "Historique des modifications",
}
"""Section → its heading, in the order of the pages."""

LABELS = {
    "access_requests": "Demandes d’accès", "act": "Action", "actions": "Actions", "added_at": "Retenu le",
    "added_by": "Retenu par", "address": "Adresse informatique", "after": "Après", "agreed": "Accord",
    "agreed_at": "Accord donné le", "agreed_how": "Façon de le dire", "agreed_noted_by": "Accord noté par",
    "answer": "Réponse", "answered_at": "Réponse le", "answered_by": "Réponse de", "asked_at": "Demandé le",
    "asked_by": "Demandé par", "at": "Le", "available_from": "Disponible à partir du",
    "avoided_conditions": "À éviter", "before": "Avant", "birth_date": "Date de naissance", "by": "Par",
    "by_person": "Noté par", "civility": "Civilité", "coach": "Coach", "code": "Certificat", "person_id": "Coach",
    "commune": "Commune", "commune_insee": "Code de la commune", "constraints_text": "Contraintes",
    "contracts": "Contrats acceptés", "created_at": "Créé le", "current": "En cours", "days": "Jours",
    "decided_at": "Décidé le", "decided_by": "Décidé par", "description": "Description",
    "disclosure": "Ce que l’employeur voit", "done_on": "Fait le", "due_at": "Envoi prévu le",
    "due_on": "Réponse au plus tard le",
    "education": "Formations", "email": "Courriel", "employer": "Employeur", "end_month": "Mois de fin",
    "end_year": "Année de fin", "erase_on": "Effacement prévu le", "evidence": "Lu dans le CV",
    "expires_at": "Valable jusqu’au", "expires_on": "Valable jusqu’au", "facts": "Détails",
    "filename": "Fichier", "first_name": "Prénom", "free_question": "Question libre",
    "has_vehicle": "Véhicule", "hours_max": "Heures par semaine, au plus",
    "hours_min": "Heures par semaine, au moins", "how": "Comment", "job": "Poste", "job_id": "Poste", "kept_until": "Gardé jusqu’au",
    "kind": "Sorte", "label": "Intitulé", "language": "Langue", "last_contact_on": "Dernier contact",
    "last_name": "Nom", "letter": "Lettre", "level": "Niveau", "licences": "Permis", "lifted_on": "Levé le",
    "made_by": "Créé par", "means": "Moyen", "message": "Message", "minutes": "Minutes", "model": "Modèle",
    "note": "Note", "noted_by": "Noté par", "notice": "Annonce de l’effacement", "ocr": "Lu par reconnaissance de caractères",
    "of": "Sur", "operation": "Opération", "pages": "Pages", "payload": "Élément lu", "phone": "Téléphone",
    "place": "Lieu", "presentation": "Présentation à l’employeur", "proposals": "Éléments lus",
    "proposed_at": "Proposé le", "proposed_by": "Proposé par", "purpose": "Usage", "question": "Question",
    "radius_km": "Kilomètres", "rank": "Rang", "ranking_version": "Version du classement", "reason": "Motif",
    "reasons": "Raisons", "received_at": "Reçue le", "reference": "Référence", "results": "Postes", "revoked_at": "Annulé le",
    "rome": "Métier (code ROME)", "score": "Note de tri (ordonne une seule liste)", "sent_at": "Envoyé le",
    "set_aside": "Postes écartés par la loi", "shares_anonymously": "Profil sans nom visible du territoire",
    "signals": "Signaux", "size": "Taille (octets)", "skills": "Compétences", "slots": "Horaires",
    "start_month": "Mois de début", "start_year": "Année de début", "state": "État", "status": "Situation",
    "street": "Rue", "table": "Rubrique", "text": "Texte", "to": "À", "told_on": "Annoncé le",
    "tries": "Essais d’envoi", "updated_at": "Modifié le", "uploaded_at": "Déposé le",
    "uploaded_by": "Déposé par", "used_at": "Utilisé le", "valid_until": "Valable jusqu’au",
    "version": "Version", "visit_until": "Visite jusqu’au", "warnings": "Remarques de lecture",
    "weekends": "Week-end", "wished_romes": "Métiers souhaités",
    "wishes_text": "Souhaits", "wording": "Version du texte", "written_by": "Écrit par", "year": "Année",
    "about": "Sujet", "title": "Intitulé",
}  # fmt: skip
"""Key of the export → its French name. tests/matching/privacy/test_export.py fails when one is missing."""

HIDDEN = frozenset(
    {
        "id",
        "structure_id",
        "cv_id",
        "obstacle_id",
        "about_candidate_id",
        "candidate_id",
        "job_profile_id",
        "decided_by_id",
        "key",
        "sha256",
    }
)
"""Numbers of rows and of files: in the JSON only."""

WORDS: dict[str, type[Any]] = {
    "person.status": terms.CandidateStatus, "person.contracts": Contract, "person.slots": Slot,
    "person.avoided_conditions": Condition, "mobility.means": Means,
    "obstacles.kind": terms.Obstacle, "consents.purpose": Purpose,
    "sensitive_notes.kind": SensitiveKind, "referrals.state": ReferralState,
    "referrals.disclosure": Disclosure, "access_requests.state": RequestState,
    "cvs.state": ProposalState, "requests.kind": CorrectionKind,
    "requests.state": CorrectionState,
}  # fmt: skip
ACTS = {
    "saw": "a vu", "saw_anonymous": "a vu sans le nom", "searched": "a cherché", "listed": "a vu dans une liste",
    "exported": "a exporté", "downloaded": "a téléchargé", "created": "a créé", "changed": "a modifié",
    "removed": "a retiré", "decided": "a décidé", "consented": "a noté votre réponse",
    "opened_sensitive": "a ouvert les informations sensibles", "asked": "a demandé", "signed_in": "connexion",
    "signed_out": "déconnexion", "refused": "accès refusé", "erased": "a effacé", "account": "compte",
}  # fmt: skip

LINES = ("journal", "history", "letters")
"""Sections of many small things: one line for each."""
OPERATIONS = {"insert": "ajout", "update": "modification", "delete": "retrait"}
SUBJECTS = {
    "candidate": "fiche", "cv": "CV", "referral": "mise en relation", "access_request": "demande d’accès",
    "site": "site", "job": "poste",
}  # fmt: skip

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def as_json(export: dict[str, Any]) -> bytes:
    """UTF-8, indented, in the order of the sections."""
    return json.dumps(export, ensure_ascii=False, indent=2).encode()


def as_zip(export: dict[str, Any], cvs: Sequence[tuple[Cv, bytes]]) -> bytes:
    """Both files and the CVs as they were deposited; names are safe on any disk, and never the same twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", as_json(export))
        archive.writestr("donnees.pdf", as_pdf(export))
        for cv, data in cvs:
            archive.writestr(f"cv/version-{cv.version}-{_safe(cv.filename)}", data)
    return out.getvalue()


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[-80:] or "cv"


def as_pdf(export: dict[str, Any]) -> bytes:
    """The same in French on numbered pages, with bookmarks, a title and its language."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import HRFlowable, Paragraph, SimpleDocTemplate, Spacer

    plain, bold = _fonts()
    ink, soft = HexColor("#1d2a2f"), HexColor("#55636a")
    text = ParagraphStyle("text", fontName=plain, fontSize=9.5, leading=13.5, textColor=ink)
    small = ParagraphStyle("small", parent=text, fontSize=8.5, leading=12, textColor=soft)
    field = ParagraphStyle("field", parent=text, leftIndent=10, spaceAfter=1.5)
    item = ParagraphStyle("item", parent=text, fontName=bold, spaceBefore=7, spaceAfter=2)
    head = ParagraphStyle(
        "head", parent=text, fontName=bold, fontSize=13.5, leading=18, spaceBefore=14, spaceAfter=4
    )
    title = ParagraphStyle("title", parent=head, fontSize=19, leading=25)
    person = export["person"]
    name = f"{person['first_name']} {person['last_name']}"
    flow: list[Any] = [
        Paragraph(_drawn("Vos données dans Vivier"), title),
        Paragraph(_drawn(f"{name}, référence {person['reference']}"), text),
        Paragraph(
            _drawn(
                f"Copie établie le {_said(export['made_on'])} par {export['structure']['name']}"
            ),
            text,
        ),
        Spacer(1, 8),
        Paragraph(_drawn(_introduction(export)), small),
    ]
    for number, (key, heading) in enumerate(SECTIONS.items()):
        flow.append(_Bookmark(f"section-{number}", heading))
        flow.append(Paragraph(_drawn(heading), head))
        flow.append(
            HRFlowable(width="100%", thickness=0.6, color=HexColor("#c9c4b6"), spaceAfter=4)
        )
        held = export.get(key)
        if not held:
            flow.append(Paragraph(_drawn(_nothing(key, export)), small))
            continue
        rows = held if isinstance(held, list) else [held]
        for place, row in enumerate(rows, 1):
            if key in LINES:
                said = " · ".join(_drawn(value) for _, value in _fields(key, row, export))
                flow.append(Paragraph(said, field))
                continue
            if len(rows) > 1:
                flow.append(Paragraph(_drawn(f"{place}."), item))
            for label, value in _fields(key, row, export):
                flow.append(Paragraph(f"<b>{_drawn(label)}</b> : {_drawn(value)}", field))
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=54, lang="fr-FR",
        title=f"Données de {name} dans Vivier", author=export["structure"]["name"], creator="Vivier",
        subject="Droit d’accès (RGPD, article 15)", displayDocTitle=1,
    )  # fmt: skip

    def footer(canvas: Any, _document: Any) -> None:
        canvas.setFont(plain, 8)
        canvas.setFillColor(soft)
        canvas.drawString(50, 32, _glyphs(f"Vivier : données de {name}"))
        canvas.drawRightString(A4[0] - 50, 32, f"page {canvas.getPageNumber()}")

    document.build(flow, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def _introduction(export: dict[str, Any]) -> str:
    contact = export["structure"]["data_protection_contact"] or "votre coach"
    return (
        "Ce document contient tout ce que Vivier conserve sur vous. Les noms des professionnels sont remplacés par "
        "leur fonction. Vous pouvez faire corriger ou effacer ces données, ou vous opposer à leur usage : "
        f"adressez-vous à {contact}. Vous pouvez aussi écrire à la CNIL (www.cnil.fr). Vos fichiers de CV sont "
        "remis à part."
    )


def _nothing(key: str, export: dict[str, Any]) -> str:
    left_out = export.get("sensitive_notes_left_out", 0)
    if key == "sensitive_notes" and left_out:
        return (
            f"Notes non jointes à cette copie : {left_out}. Votre coach vous les remet sur demande."
        )
    return "Rien."


def _fields(section: str, row: dict[str, Any], export: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, value) of what is said; what is empty is left out."""
    for key, value in row.items():
        if key not in HIDDEN and value not in (None, "", [], {}):
            yield LABELS.get(key, key), _worded(section, key, value, row, export)


def _worded(section: str, key: str, value: Any, row: dict[str, Any], export: dict[str, Any]) -> str:
    """A value with the words of its vocabulary."""
    if key in ("wished_romes", "rome"):
        return _said([export["trades"].get(one, one) for one in _listed(value)])
    if (words := WORDS.get(f"{section}.{key}")) is not None:
        return _said([label_of(words, one) for one in _listed(value)])
    if key in ("before", "after"):
        told = _fields(COVERED.get(row["table"], ""), value, export)
        return f"{LABELS[key].lower()} : " + ", ".join(f"{label} {text}" for label, text in told)
    if key == "table":
        return SECTIONS.get(COVERED.get(value, ""), value)
    if key == "reason":
        return f"motif : {value}" if section == "journal" else value
    named = {"act": ACTS, "operation": OPERATIONS, "about": SUBJECTS}.get(key)
    return named.get(value, value) if named else _said(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(value: Any) -> str:
    """A value in French: dates, yes and no, lists, and small tables as «name : value»."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.3f}".replace(".", ",")
    if isinstance(value, list):
        pieces = [_said(one) for one in value]
        return (
            " ; ".join(pieces) if any(isinstance(one, dict) for one in value) else ", ".join(pieces)
        )
    if isinstance(value, dict):
        told = ((LABELS.get(k, k), v) for k, v in value.items() if k not in HIDDEN)
        return ", ".join(f"{k} : {_said(v)}" for k, v in told if v not in (None, "", [], {}))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return fr_datetime(datetime.fromisoformat(value))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return fr_date(date.fromisoformat(value))
    return str(value)


def _drawn(text: str) -> str:
    """Text for reportlab's small mark-up: nothing of it is read as mark-up, line breaks stay."""
    return escape(_glyphs(text)).replace("\n", "<br/>")


def _glyphs(text: str) -> str:
    """What the font can draw: a letter that it lacks loses its accent, or becomes «?». The JSON has it exactly."""
    known = _known()
    drawn = []
    for letter in text:
        if letter == "\n" or ord(letter) in known:
            drawn.append(letter)
        elif letter.isspace():
            drawn.append(" ")
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in known)
            drawn.append(plain or ("?" if letter.isprintable() else ""))
    return "".join(drawn)


SYSTEM_FONTS = Path("/usr/share/fonts/truetype/dejavu")
"""Debian's DejaVu, for names in other alphabets; reportlab's own Vera where it is not installed."""


@cache
def _fonts() -> tuple[str, str]:
    """The names of a plain and a bold font, ready to be drawn with."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    wide = SYSTEM_FONTS / "DejaVuSans.ttf"
    files = (
        (str(wide), str(SYSTEM_FONTS / "DejaVuSans-Bold.ttf"))
        if wide.is_file()
        else ("Vera.ttf", "VeraBd.ttf")
    )
    for name, file in zip(("vivier", "vivier-bold"), files, strict=True):
        registerFont(TTFont(name, file))
    addMapping("vivier", 0, 0, "vivier")
    addMapping("vivier", 1, 0, "vivier-bold")
    return "vivier", "vivier-bold"


@cache
def _known() -> frozenset[int]:
    from reportlab.pdfbase.pdfmetrics import getFont

    return frozenset(getFont(_fonts()[0]).face.charToGlyph)


def _Bookmark(key: str, heading: str) -> Any:  # noqa: N802 — a flowable, whose base is imported when needed
    from reportlab.platypus import Flowable

    class Bookmark(Flowable):
        """An entry of the outline, at the heading that follows."""

        def wrap(self, *_: Any) -> tuple[int, int]:
            return 0, 0

        def draw(self) -> None:
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(heading, key, 0)

    return Bookmark()
