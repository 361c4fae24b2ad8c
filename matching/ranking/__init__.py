"""How people and jobs are matched: retrieve, compare facts, score, and say why in French."""
