"""Names, addresses and numbers: none comes twice, none leads to anybody."""

from __future__ import annotations

from typing import Any

from matching.pool.reference.communes import search_key
from seeds.demo.people.draws import Draws

EMAIL_DOMAIN = "exemple.demo.vivier.example"


class Identities:
    """Gives each person a name, an e-mail address and a telephone number of her own."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.phones: set[str] = set()
        self.emails: set[str] = set()
        self.names: set[tuple[str, str]] = set()

    def name(self, origin: dict[str, Any], woman: bool) -> tuple[str, str]:
        first_names = origin["women" if woman else "men"]
        while True:
            name = self.draws.rng.choice(first_names), self.draws.rng.choice(origin["names"])
            if self.draws.chance(0.12):  # families mix: a name by marriage, a parent from elsewhere
                name = name[0], self.draws.rng.choice(self.draws.family_names)
            if name not in self.names:
                self.names.add(name)
                return name

    def email(self, first_name: str, last_name: str) -> str:
        base = ".".join("-".join(search_key(n).split()) for n in (first_name, last_name))
        local, number = base, 2
        while local in self.emails:
            local, number = f"{base}{number}", number + 1
        self.emails.add(local)
        return f"{local}@{EMAIL_DOMAIN}"

    def phone(self) -> str:
        while True:
            prefix = self.draws.pick_weighted(
                ("06 39 98", "03 53 01", "01 99 00"), (0.88, 0.1, 0.02)
            )
            last = self.draws.rng.randrange(10_000)
            phone = f"{prefix} {last // 100:02d} {last % 100:02d}"
            if phone not in self.phones:
                self.phones.add(phone)
                return phone
