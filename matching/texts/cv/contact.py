"""Who the CV is about and how to reach the person: for the coach's screen, never for the index."""

from __future__ import annotations

import re

from matching.texts.cv.proposals import ContactDetail, key_of
from matching.texts.cv.sections import Line
from matching.texts.cv.wording import names_a_job, names_an_employer, squeeze
from matching.texts.fold import fold

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
#: French numbers in all their forms, and foreign ones with a +.
PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|\(?0\)?)\s?[1-9]\)?(?:[\s.\-/_]{0,2}\d{2}){4}(?!\d)"
    r"|(?<![\d+])\+(?!33)\d{2,3}(?:[\s.\-]?\(?\d{1,4}\)?){3,5}(?!\d)"
)
_STREET_KIND = (
    r"(?:rue|avenue|av\.?|bd\.?|boulevard|all[ée]es?|impasse|imp\.|place|pl\.|chemin|ch\.|quai|"
    r"route|rte|square|cours|passage|r[ée]sidence|r[ée]s\.|lotissement|lot\.|faubourg|fbg|cit[ée]|"
    r"hameau|sentier|mont[ée]e|ruelle|venelle|voie|villa|clos|parc|rond-point|lieu[- ]dit|"
    r"grand[' ’-]rue|grand-place)"
)
#: A street address: number then kind of street, up to a separator or a postcode.
STREET = re.compile(
    rf"(?<![\w/])\d{{1,4}}\s?(?:bis|ter|quater|[a-dA-D])?\s?,?\s{{1,2}}{_STREET_KIND}(?!\w)"
    rf"(?:(?![,;|\t•\n]|\s[–—-]\s|\b\d{{5}}\b).){{0,80}}",
    re.IGNORECASE,
)
POSTCODE_CITY = re.compile(
    r"(?<![\w+/.])(?:F-)?(\d{5}|\d{2} \d{3})(?!\d)[ ,–-]{1,3}"
    r"((?:[A-ZÀ-Ý][\w'’À-ÿ]*|[Ll]es?|[Ll]a|sur|sous|en|lès|lez|de|du|des|d['’]\w+|aux?)"
    r"(?:[ '’-](?!(?:Permis|Tel|Tél|N[ée]e?|Nationalit|Mobile|Portable|[EÉ]?-?[Mm]ail|Date|[AÂ]ge|V[ée]hicul))"
    r"(?:[A-ZÀ-Ý][\w'’À-ÿ]*|(?:sur|sous|en|lès|lez|les?|la|du|des?|aux?)(?!\w)|l['’]\w+|d['’]\w+)){0,6}"
    r"(?:\s(?:[Cc]edex|CEDEX)(?:\s\d{1,2})?)?)"
)
CIVILITY = re.compile(
    r"^\s*(?:m\.|mr\.?|mme\.?|mlle\.?|melle\.?|monsieur|madame|mademoiselle)\s+(?=\w)",
    re.IGNORECASE,
)
_TITLE_OF_CV = re.compile(r"^\W*(?:curriculum vitae|cv)\b\s*(?:de\s|:|d['’])?\s*", re.IGNORECASE)
_NAME_WORD = r"(?:[A-ZÀ-Ý][\wÀ-ÿ]*(?:['’-][A-ZÀ-Ýa-zà-ÿ][\wÀ-ÿ]*)*|(?:de|du|des|da|dos|el|al|ben|van|von|le|la|d['’]\w+))"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}")
_LABELLED = re.compile(
    r"^\s*(pr[ée]nom(?:s)?(?:\s+et\s+nom)?|nom(?:\s+et\s+pr[ée]nom|\s*/\s*pr[ée]nom)?"
    r"(?:\s+de\s+(?:famille|naissance))?)\s*[:\t]\s*(.{2,60}?)\s*(?:$|[|\t])",
    re.IGNORECASE,
)
#: Folded words that neither a name nor a town holds, however capitalised the line is.
NO_NAME = re.compile(
    r"\b(?:curriculum|vitae|cv|permis|experience|competence|profil|recherche|emploi|poste|objectif|"
    r"formation|france|alsace|rhin|langues?|contact|adresse|telephone|europass|disponible|motive\w*|"
    r"serieu\w*|titulaire|nationalite|celibataire|bac|cap|bep|dynamique|ponctuel\w*|"
    r"polyvalent\w*|projet|page|travail|entretien|logistique|restauration|batiment|vehicule|nettoyage|"
    r"petite enfance|service|services|menage|cuisine|commerce|vente|accueil|securite|hotellerie|"
    r"habitat|savoir|qualites|atouts|informatique|photo)\b"
)


def name_lines(lines: list[Line]) -> tuple[list[tuple[str, Line]], bool]:
    """The name(s) told in the CV's head, each with its line, and whether that is certain.

    Certain: labelled « Nom : », or sharing a word with the e-mail address, or with a surname in
    capitals beside a given name in small letters, or after a civility. Otherwise the first line of
    two to four capitalised words that names neither job, employer nor heading.
    """
    labelled = [
        (squeeze(match[2]), line)
        for line in lines[:60]
        if (match := _LABELLED.match(line.text)) is not None
    ]
    if labelled:
        return labelled, True
    text = "\n".join(line.text for line in lines)
    mail = EMAIL.search(text)
    mailbox = re.sub(r"[^a-z]", "", fold(mail[0].split("@")[0])) if mail else ""
    candidates = [line for line in lines if line.section in ("header", "contact")][:14] or lines[:5]
    guess: tuple[str, Line] | None = None
    for rank, line in enumerate(candidates):
        civil = CIVILITY.match(line.text)
        for piece in re.split(r"\t|\s[|–—-]\s|,\s", line.text[civil.end() if civil else 0 :])[:2]:
            piece = _TITLE_OF_CV.sub("", piece)
            name = squeeze(re.sub(r"\([^)]*\)", "", piece))
            if not _NAME.fullmatch(name) or len(name) > 50:
                continue
            words = name.split()
            folded = [re.sub(r"[^a-z]", "", fold(word)) for word in words]
            capitals = sum(1 for word in words if word.isupper() and len(word) > 1)
            shares = mailbox and any(len(word) > 3 and word in mailbox for word in folded)
            if _unlike_a_name(name):
                if (shares or civil) and not NO_NAME.search(fold(name)):
                    return [(name, line)], True
                if rank == 0 and _trade_as_surname(words):
                    guess = (name, line)
                continue
            if shares or civil or (0 < capitals < len(words) and rank < 4):
                return [(name, line)], True
            if guess is None and rank < 4:
                guess = (name, line)
    # In a page of two columns, the name may follow a whole sidebar.
    for line in lines[:80]:
        name = squeeze(line.text)
        if line.section in ("experiences", "education") or not _NAME.fullmatch(name):
            continue
        words = name.split()
        shares = mailbox and any(
            len(word) > 3 and re.sub(r"[^a-z]", "", fold(word)) in mailbox for word in words
        )
        if shares and len(words) < 5 and not NO_NAME.search(fold(name)):
            return [(name, line)], True
    return ([guess], False) if guess else ([], False)


def _trade_as_surname(words: list[str]) -> bool:
    """« Marie-Claire Boulanger », « BOULANGER Marie » at the very top, but not « CARISTE Confirmé »."""
    if len(words) != 2 or NO_NAME.search(fold(" ".join(words))):
        return False
    trades = [names_a_job(word) for word in words]
    other = words[0] if trades[1] else words[1]
    if sum(trades) != 1 or re.search(r"(?:ée?s?|ante?|ale?|ique)$", other.lower()):
        return False
    surname_first = trades[0]
    if surname_first and not (words[0].isupper() and not words[1].isupper()):
        return False
    return fold(other) not in _NO_GIVEN_NAMES


_NO_GIVEN_NAMES = frozenset(
    {"jeune", "ancien", "ancienne", "maitre", "futur", "future", "bon", "bonne", "poste", "second",
     "seconde", "petit", "grand", "premier", "premiere"}
)  # fmt: skip


def _unlike_a_name(name: str) -> bool:
    return bool(NO_NAME.search(fold(name))) or names_a_job(name) or names_an_employer(name)


def read_contact(lines: list[Line]) -> tuple[ContactDetail, ...]:
    """Name, e-mail, phone, address, postcode and city, each once."""
    found: dict[str, ContactDetail] = {}

    def propose(kind: str, value: str, line: Line) -> None:
        if value and kind not in found:
            found[kind] = ContactDetail(kind, value, line.text, key_of("contact", kind, value))

    named, _ = name_lines(lines)
    if named:
        labels = [fold(line.text)[:6] for _, line in named]
        ordered = sorted(zip(labels, named, strict=True), key=lambda item: item[0] != "prenom")
        propose("name", " ".join(dict.fromkeys(value for _, (value, _) in ordered)), named[0][1])
    for line in lines:
        mail = EMAIL.search(line.text)
        if mail:
            propose("email", mail[0].replace(" ", "").lower(), line)
        phone = PHONE.search(line.text)
        if phone:
            propose("phone", _told_plainly(phone[0]), line)
        # Addresses of employers are not the person's.
        if line.section not in ("experiences", "education", "other"):
            street = STREET.search(line.text)
            if street:
                propose("address", squeeze(street[0]), line)
            town = POSTCODE_CITY.search(line.text)
            if town:
                propose("postcode", town[1].replace(" ", ""), line)
                propose("city", squeeze(town[2]), line)
    return tuple(found.values())


def _told_plainly(number: str) -> str:
    """A French number as 06 12 34 56 78; a foreign one with its digits and sign."""
    digits = re.sub(r"\(0\)|\D", "", number)
    plus = number.strip().startswith("+")
    if digits.startswith("0033"):
        digits, plus = digits[2:], True
    if plus and digits.startswith("33"):
        digits, plus = "0" + digits[2:].lstrip("0"), False
    if not plus and len(digits) == 10:
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    return f"+{digits}" if plus else digits
