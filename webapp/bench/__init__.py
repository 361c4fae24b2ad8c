"""`vivier bench`: measures this machine and writes docs/benchmarks.md, every figure beside its baseline.

Figures of two machines cannot be compared, ratios within one run can. The page has one part for each section, which
can be measured apart: the others stay as they were, each with the machine and the load that it was measured on.
The site is measured in processes of its own and stays as it is, but for the journals, which note what was shown;
engines and large territories are made for the occasion and removed.

`run` names the sections and writes each (`page`). The site itself: `site`, `rebuild`, `embeddings`, and `http`, which
opens pages of a copy made large (`enlarged`). The search side, on what `indexing.bench` makes up: `search` by size,
`nodes` for several OpenSearch nodes (`servers`), `outcome` and `findings` for what was measured and what follows.
Nothing is imported here: processes that are measured import `process`, and must not hold more for it.
"""
