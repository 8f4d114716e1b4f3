"""What people find behind a leak, and who is to mend it: features.md S1.33 and S1.34."""

from typing import Literal, get_args

Misread = Literal[
    "point_missing",  # (a) nothing is known about it
    "too_few_variants",  # (b) it is known, the ways to ask for it are too few
    "variants_confuse",  # (c) the ways to ask for two entries overlap
    "unclear_words",  # (d) short, mistyped, dialect, spoken, a picture
    "several_intents",  # (e) several questions in one message
    "context_lost",  # (f) "that one", an earlier slot
    "out_of_scope",  # (g) chit-chat, not this shop's business
    "threshold_wrong",  # (h) the bot was surer, or less sure, than it should be
    "new_word",  # (i) a business word or product that nobody taught
    "mood_misread",  # (j) emotion or negation misread
]
Unsolved = Literal[
    "outdated",
    "wrong_condition",
    "too_long",
    "not_executable",
    "policy_unacceptable",
    "needs_empathy",
    "contradictory",
]
Label = Misread | Unsolved
OwnerRole = Literal["knowledge", "bot", "operations", "product", "service"]
OWNERS: dict[Label, OwnerRole] = {
    "point_missing": "knowledge",
    "too_few_variants": "knowledge",
    "variants_confuse": "knowledge",
    "unclear_words": "bot",
    "several_intents": "bot",
    "context_lost": "bot",
    "out_of_scope": "bot",
    "threshold_wrong": "bot",
    "new_word": "knowledge",
    "mood_misread": "bot",
    "outdated": "knowledge",
    "wrong_condition": "knowledge",
    "too_long": "knowledge",
    "not_executable": "product",
    "policy_unacceptable": "operations",
    "needs_empathy": "service",
    "contradictory": "operations",
}
MISREAD: tuple[Label, ...] = get_args(Misread)
UNSOLVED: tuple[Label, ...] = get_args(Unsolved)
GAPS: tuple[Label, ...] = ("point_missing", "too_few_variants", "new_word", "outdated")
"""Labels that say the knowledge lacks something; what is open of them is M71."""
USUAL_LABEL: dict[str, Label] = {
    "create": "point_missing",
    "similar": "too_few_variants",
    "merge": "variants_confuse",
    "threshold": "threshold_wrong",
}
"""What a fix says about the leak, where nobody has labelled it."""
