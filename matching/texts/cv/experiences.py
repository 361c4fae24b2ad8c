"""Jobs held, from the layouts in which people tell them.

A period anchors each job. On the same line as the title (« 2018-2020 : Cariste, Geodis »), the line
is the job. Alone on its line, it stands before its title or after it, and a CV keeps to one habit:
the first job of the section tells which. Without any date, lines that name a job are jobs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from matching.texts.cv.dates import Period, find_period
from matching.texts.cv.education import tells_a_diploma
from matching.texts.cv.proposals import Experience, key_of
from matching.texts.cv.sections import Line
from matching.texts.cv.wording import names_a_job, names_an_employer, squeeze
from matching.texts.fold import fold

RomeReader = Callable[[str], list[tuple[str, float]]]

_CELLS = re.compile(r"\t|\s+[–—|]\s+|\s+-\s+|\s*•\s*|\s*;\s*|\s*\n\s*")
_FINER = re.compile(r",\s+|\s*:\s+|\s+/\s+")
_AT = re.compile(
    r"^(.{3,80}?)\s+(?:chez|au sein (?:de la |de l['’]|d['’]|des |du |de )|pour le compte (?:de |du )|"
    r"@\s?|dans (?:l['’]entreprise|la société|une?) )\s*(.{2,90})$",
    re.IGNORECASE,
)
#: « Cariste à Colmar », « Serveuse au restaurant Le Cygne », « Maçon (Mulhouse) ».
_IN_PLACE = re.compile(
    r"^(.{3,80}?)\s+(?:à|a|au|aux|à la|à l['’])\s+((?:l['’])?[A-ZÀ-Ý][\wÀ-ÿ'’ -]{1,40})$"
)
_AT_THE = re.compile(
    r"^(.{3,80}?)\s+(?:au|aux|à la|à l['’]|en)\s?((?:restaurant|mairie|coll[èe]ge|lyc[ée]e|cr[èe]che|h[ôo]tel|"
    r"h[ôo]pital|ehpad|clinique|maison|[ée]cole|camping|garage|centre|foyer|int[ée]rim)\b.{0,70})$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]{2,50})\)")
_PLACE = re.compile(
    r"^(?:(?:\d{5}|\d{2})\s+)?[A-ZÀ-Ý][\wÀ-ÿ'’]*(?:[ -](?:[A-ZÀ-Ý][\wÀ-ÿ'’]*|sur|sous|en|lès|le|la|les|de|du|des|aux?|l['’]\w+)){0,5}"
    r"(?:\s*\(?(?:\d{2,3}|2[AB]|\d{5}|[A-Z][a-zé]+)\)?)?$"
)
_PLACE_HINT = re.compile(r"\(\d{2}\)|\b\d{5}\b|^(?:strasbourg|mulhouse|colmar|paris|lyon|haguenau|"
                         r"selestat|saint-louis|nancy|metz|besancon|dijon|marseille|lille|toulouse|belfort|"
                         r"portugal|espagne|italie|allemagne|suisse|turquie|maroc|algerie|tunisie|roumanie|pologne)\b")  # fmt: skip
_CONTRACT = re.compile(
    r"(?i)\s*[(\[]?\b(?:cdi|cdd|cddi|contrat (?:d['’]insertion|aid[ée]|de \w+)|int[ée]rim(?:aire)?|"
    r"temps (?:plein|partiel)|mi-temps|saisonnier(?:e)?|alternance|apprentissage|stage)\b[)\]]?\s*$"
)
_PLAIN_CELL = re.compile(
    r"(?i)^(?:cdi|cdd|cddi|int[ée]rim|stage|alternance|apprentissage|temps (?:plein|partiel)|saison|"
    r"\d+ (?:mois|ans?|semaines?)|poste|employeur|p[ée]riode|dates?|entreprise|lieu|fonction|"
    r"contrat aid[ée]|mi-temps|\d+\s?h(?:eures)?)$"
)
_NO_JOB = re.compile(
    r"\b(?:conge (?:parental|maternite|paternite|maladie|sabbatique)|arret (?:maladie|de travail)|"
    r"recherche d'emploi|sans emploi|chomage|mere au foyer|pere au foyer|au foyer|incarcer|detention)\b"
)
_LABELS = re.compile(
    r"(?i)^(?:poste(?: occup[ée])?|fonction|emploi(?: occup[ée])?|intitul[ée]|employeur|"
    r"entreprise|soci[ée]t[ée]|lieu|ville|missions?|t[âa]ches?|activit[ée]s?|dates?|p[ée]riode|"
    r"responsabilit[ée]s?)\s*:\s*"
)
_LONGEST_HEAD = 110


@dataclass(slots=True)
class _Entry:
    """One job being put together: the lines of its head without dates, then its description."""

    period: Period | None
    heads: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


def read_experiences(
    lines: list[Line], today: date, rome_reader: RomeReader | None
) -> tuple[Experience, ...]:
    """Proposals for the jobs held, in the CV's order. An education's date never makes one."""
    own = [line for line in lines if line.section == "experiences"]
    entries = list(_entries(own, today))
    if not own:
        # A CV without headings: only lines that tell a period and a job.
        loose = [
            line for line in lines if line.section not in ("education", "interests", "contact")
        ]
        entries = list(_entries(loose, today, strict=True))
    found: dict[str, Experience] = {}
    for entry in entries:
        experience = _experience(entry, rome_reader)
        if experience is not None:
            found.setdefault(experience.key, experience)
    return tuple(found.values())


def _told(line: Line, today: date) -> tuple[Period | None, str]:
    period = find_period(line.bare, today)
    if period is None:
        return None, line.bare
    text = line.bare
    rest = f"{text[: period.left].rstrip(' (')}\t{text[period.right :]}".replace("()", "")
    return period, squeeze_keeping_cells(rest)


def squeeze_keeping_cells(text: str) -> str:
    """As `squeeze`, but tabs between cells stay."""
    return "\t".join(part for part in (squeeze(cell) for cell in text.split("\t")) if part)


def _tells_a_job(rest: str) -> bool:
    """Whether any part of a job's head is a title."""
    return len(rest) <= 200 and names_a_job(_parts([rest])[0])


def _is_long(period: Period | None, rest: str) -> bool:
    """A sentence that happens to tell a year is description, not a job's head."""
    return len(rest) > _LONGEST_HEAD or (len(rest) > 70 and rest.rstrip().endswith("."))


def _entries(lines: list[Line], today: date, strict: bool = False) -> Iterator[_Entry]:
    told = [_told(line, today) for line in lines]
    anchors = [i for i in range(len(lines)) if _is_anchor(lines[i], *told[i], strict=strict)]
    if not anchors:
        if not strict:
            yield from _undated(lines)
        return
    alone = [index for index in anchors if not re.search(r"[^\W\d_]{2}", told[index][1])]
    dates_after = _dates_come_after(lines, anchors, alone)
    heads_of: dict[int, list[int]] = {}
    taken: set[int] = set()
    for before, anchor in zip([-1, *anchors], anchors, strict=False):
        heads: list[int] = []
        if anchor in alone:
            if dates_after:
                heads = _heads_above(lines, anchor, before, taken, 2)
        elif not _tells_a_job(told[anchor][1]):
            heads = _heads_above(lines, anchor, before, taken, 1)[-1:]
            if heads and not names_a_job(lines[heads[0]].text):
                heads = []
        heads_of[anchor] = heads
        taken.update([anchor, *heads])
    for anchor, after in zip(anchors, [*anchors[1:], len(lines)], strict=True):
        period, rest = told[anchor]
        entry = _Entry(period)
        for head in heads_of[anchor]:
            entry.heads.append(lines[head].bare)
            entry.evidence.append(lines[head].text)
        if rest:
            entry.heads.append(rest)
        entry.evidence.append(lines[anchor].text)
        lonely = anchor in alone and not dates_after
        for index in range(anchor + 1, after):
            line = lines[index]
            if index in taken or _ends_a_job(line, *told[index]):
                break
            if strict and (line.section != lines[anchor].section or line.blank_before):
                break
            if _still_head(entry, line, lonely=lonely):
                entry.heads.append(_LABELS.sub("", line.bare))
                entry.evidence.append(line.text)
            else:
                entry.description.append(_LABELS.sub("", line.bare))
        yield entry


def _is_anchor(line: Line, period: Period | None, rest: str, *, strict: bool) -> bool:
    """Whether the period of this line is one of a job. Where the CV has no headings (`strict`), a line with more
    than a date must name a job; so must a bullet that does not begin with its date."""
    return (
        period is not None
        and not _is_long(period, rest)
        and not tells_a_diploma(rest)
        and not _NO_JOB.search(fold(rest))
        and not (strict and rest and not _tells_a_job(rest))
        and not (line.bullet and not (period.left <= 2 or _tells_a_job(rest)))
    )


def _dates_come_after(lines: list[Line], anchors: list[int], alone: list[int]) -> bool:
    """Whether dates that stand `alone` follow their titles: there is text before the first one of the section."""
    if not alone or alone[0] != anchors[0]:
        return False
    return any(not line.bullet for line in lines[max(0, alone[0] - 3) : alone[0]])


def _ends_a_job(line: Line, period: Period | None, rest: str) -> bool:
    """A dated line of something else: a diploma, a leave, a time without work."""
    return period is not None and (tells_a_diploma(rest) or bool(_NO_JOB.search(fold(line.text))))


def _heads_above(
    lines: list[Line], anchor: int, floor: int, taken: set[int], most: int
) -> list[int]:
    """Indices of the title lines just above a date: short, no bullets, up to a blank line."""
    heads: list[int] = []
    index = anchor - 1
    if lines[anchor].blank_before and most < 2:
        return []
    while index > floor and len(heads) < most and index not in taken:
        line = lines[index]
        text = line.text.strip()
        if line.bullet or len(text) > 90 or text.endswith((".", ";")):
            break
        # With a title found, one more line is taken only when it tells the title itself.
        if heads and names_a_job(lines[heads[0]].text) and not names_a_job(text):
            break
        heads.insert(0, index)
        if line.blank_before:
            break
        index -= 1
    return heads


def _still_head(entry: _Entry, line: Line, *, lonely: bool) -> bool:
    """Whether the line after a date still tells the title or the employer."""
    text = line.bare
    if line.bullet or entry.description or len(text) > 90 or text.endswith((".", ";")):
        return False
    titled = any(names_a_job(head) for head in entry.heads)
    if not entry.heads:
        return True
    if line.blank_before:
        return False
    if _LABELS.match(text) and not re.match(r"(?i)mission|t[âa]che|activit|responsab", text):
        return True
    if lonely and len(entry.heads) == 1:
        return names_a_job(text) != titled or names_an_employer(text)
    if len(entry.heads) == 1 and not titled:
        return names_a_job(text) and len(text) < 70
    # « Geodis, Colmar » under a title that came without an employer.
    if (
        len(entry.heads) == 1
        and len(_CELLS.split(entry.heads[0])) == 1
        and "," not in entry.heads[0]
    ):
        if _parts(entry.heads)[1]:
            return False
        return names_an_employer(text) and not names_a_job(text) and _capitalised(text)
    return False


def _capitalised(text: str) -> bool:
    return bool(re.match(r"(?:\d+\s+)?[A-ZÀ-Ý]", text)) and len(text) < 70


def _undated(lines: list[Line]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for line in lines:
        text = line.bare
        if (
            names_a_job(text)
            and len(text) < _LONGEST_HEAD
            and not tells_a_diploma(text)
            and (not text.endswith(".") or len(text) < 60)
        ):
            if entry:
                yield entry
            entry = _Entry(None, [text.rstrip(".")], [], [line.text])
        elif entry:
            entry.description.append(text)
    if entry:
        yield entry


def _experience(entry: _Entry, rome_reader: RomeReader | None) -> Experience | None:
    title, employer, place = _parts(entry.heads)
    if not title and not employer:
        return None
    if tells_a_diploma(title) or _NO_JOB.search(fold(f"{title} {employer}")):
        return None
    if not re.search(r"[^\W\d_]{3}", title + employer):
        return None
    period = entry.period
    start = period.start if period else None
    end = period.end if period else None
    rome = tuple(rome_reader(title)[:3]) if rome_reader and title else ()
    return Experience(
        title=title,
        employer=employer,
        place=place,
        start=start,
        end=end,
        current=bool(period and period.current),
        description=tuple(entry.description[:30]),
        rome=rome,
        evidence="\n".join(entry.evidence),
        key=key_of("experience", title, employer, start, end),
    )


def _parts(heads: list[str]) -> tuple[str, str, str]:
    """Title, employer and place told by the lines of a job's head."""
    place = ""
    cells: list[str] = []
    for head in heads:
        for cell in _CELLS.split(_LABELS.sub("", head)):
            cells.append(cell)
    pieces: list[str] = []
    for cell in cells:
        cell = squeeze(_CONTRACT.sub("", _CONTRACT.sub("", cell)))
        bracket = _BRACKETS.search(cell)
        if bracket and (_PLACE.match(bracket[1]) or re.fullmatch(r"\d{2}", bracket[1])):
            inside = bracket[1]
            if re.fullmatch(r"\d{2,3}|2[AB]", inside):
                pass
            elif not place and not names_an_employer(inside) and not inside.isupper():
                place, cell = inside, squeeze(cell.replace(bracket[0], " "))
            elif not names_a_job(inside) and not re.fullmatch(r"(?i)[fhmx/ ]+", inside):
                cell = squeeze(cell.replace(bracket[0], " "))
                pieces.extend(_split_cell(cell))
                pieces.append(inside)
                continue
            else:
                cell = squeeze(cell.replace(bracket[0], " "))
        pieces.extend(_split_cell(cell))
    pieces = [p for p in (squeeze(p) for p in pieces) if p and not _PLAIN_CELL.match(p)]
    if not pieces:
        return "", "", place
    chosen = next(
        (i for i, p in enumerate(pieces) if names_a_job(p) and not _employer_first(p)), None
    )
    if chosen is None:
        chosen = next((i for i, p in enumerate(pieces) if names_a_job(p)), None)
    if chosen is None:
        chosen = next((i for i, p in enumerate(pieces) if not names_an_employer(p)), None)
        if chosen is None or (len(pieces) == 1 and names_an_employer(pieces[0])):
            title, others = "", pieces
        else:
            title, others = pieces[chosen], pieces[:chosen] + pieces[chosen + 1 :]
    else:
        title, others = pieces[chosen], pieces[:chosen] + pieces[chosen + 1 :]
    employer = ""
    for piece in others:
        likely_place = bool(_PLACE.match(piece)) and not names_an_employer(piece)
        if likely_place and not place and (employer or _PLACE_HINT.search(fold(piece))):
            place = piece
        elif not employer:
            employer = piece
    return title, employer, place


def _employer_first(piece: str) -> bool:
    """« Restaurant Le Cygne », « Services du Rhin »: job-like words inside an employer's name."""
    first = re.match(r"[a-z]+", fold(piece))
    return bool(first and names_an_employer(first[0]) and first[0] != "service")


def _split_cell(cell: str) -> list[str]:
    """A cell into title, employer and place: « Cariste chez Geodis à Colmar »."""
    if not cell:
        return []
    worded = _AT.match(cell)
    if worded and names_a_job(worded[1]):
        return [worded[1], *_split_cell(worded[2])]
    parts = _FINER.split(cell)
    if len(parts) > 1:
        # « Accueil, caisse et mise en rayon »: a list of tasks is one thing.
        if names_a_job(parts[0]):
            # « Vendeuse, caissière » is one title.
            while len(parts) > 1 and parts[1][:1].islower() and names_a_job(parts[1]):
                parts[:2] = [f"{parts[0]}, {parts[1]}"]
        elif all(part[:1].islower() for part in parts[1:]):
            return [cell]
        return [piece for part in parts for piece in _split_part(part)]
    return _split_part(cell)


def _split_part(cell: str) -> list[str]:
    worded = _AT.match(cell) or _AT_THE.match(cell)
    if worded and names_a_job(worded[1]):
        return [worded[1], *_split_part(worded[2])]
    placed = _IN_PLACE.match(cell)
    if placed and (names_a_job(placed[1]) or names_an_employer(placed[1])):
        return [placed[1], placed[2]]
    return [cell]
