"""The one world of the tests. Read it in this order:

`places` (communes, trades, territories, structures, employers) and `staff` (who works there: «coach», «stranger» …);
`builders` (one row of anything, with defaults); `site` (the runtime and the pages, on a small territory);
`traces` (what an act leaves: letters, events of the audit); `waiting` and `processes` (states and programs to wait for).

On these stand `referrals` (everybody around one person and one job), `profiles` and `privacy` (a person of whom every
column is filled), `rights` and `rights_relations` (every thing at every distance, and who may). `samples` are CVs and
wordings.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: its documents, seeds and deployment files are tested too."""
