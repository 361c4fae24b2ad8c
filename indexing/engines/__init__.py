"""Where documents are kept and asked. `contract` is the specification, and both engines are held to it.

`embedded` needs no server: `mirror` is what it searches in memory, `snapshot` what processes share of that. `opensearch`
is for a site that one machine no longer holds: `opensearch_requests` is what is said to the server, `opensearch_search`
how a question is answered, `opensearch_server` and `access` the way to it.
"""
