"""How people and jobs are matched, and why, in French.

Read `match` first: its four services are the life of an answer. `set_aside` asks the law (`legal`) before the search,
`retrieve` asks the search side, whose three signals `fusion` has made one; `rows` loads what was found (`held`) and
`facts` are what is compared of it; `findings` compares, `question` where words ask and no job; `score` orders, `reasons`
says it, both out of `kinds`: one row for each thing that a match can say; `page` is what is shown, and `log` keeps it.
"""
