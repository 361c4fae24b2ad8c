"""No circle of imports, those inside functions counted: whoever reads a module has read what it needs before."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

PACKAGES = ("matching", "indexing", "webapp", "seeds")


def in_order(imports: dict[str, set[str]]) -> None:
    """Raise CycleError, which says the way round, unless the modules can be read in an order."""
    TopologicalSorter(imports).prepare()


def test_no_circle_anywhere() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {
        name: with_packages(name, graph.find_modules_directly_imported_by(name))
        for name in graph.modules
    }
    assert len(imports) > 300
    in_order(imports)


def with_packages(importer: str, imported: set[str]) -> set[str]:
    """What is imported, and the packages around it, which Python runs first; not those that the importer is in."""
    around = {parent for name in imported for parent in parents(name)}
    return imported | (around - set(parents(importer)) - {importer})


def parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def test_a_circle_would_be_seen() -> None:
    with pytest.raises(CycleError, match="cycle"):
        in_order({"a": {"b"}, "b": {"c"}, "c": {"a"}})
