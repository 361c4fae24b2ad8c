"""What everybody looks up and nobody here writes: trades (ROME), activities (NAF), communes, distances.

`tables`, then `communes`, `trades` and `distance`; `terms` are the words that people's and jobs' rooms share.
"""
