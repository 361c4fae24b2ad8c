"""Privacy as a working feature: what is never indexed, what a person was told and agreed to, what she may see,
have corrected and have erased, and how long anything is kept.

`redaction` is pure and belongs to the way into the index. The other modules are services.
"""

from matching.privacy.redaction import REDACTED_KINDS, redact

__all__ = ["REDACTED_KINDS", "redact"]
