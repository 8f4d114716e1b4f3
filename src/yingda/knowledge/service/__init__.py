"""What one can do with knowledge."""

from yingda.knowledge.service.entries import (
    add_entry,
    archive_entry,
    change_entry,
    store_entry,
)
from yingda.knowledge.service.golden import add_golden_question, remove_golden_question
from yingda.knowledge.service.imports import (
    chosen_of,
    drafts_of,
    finish_import,
    judge_file,
    judge_rows,
    keep_import,
    prepared,
    prepared_import,
    store_portion,
)
from yingda.knowledge.service.replies import (
    add_canned_reply,
    change_canned_reply,
    remove_canned_reply,
    store_shared_reply,
)

__all__ = [
    "add_canned_reply",
    "add_entry",
    "add_golden_question",
    "archive_entry",
    "change_canned_reply",
    "change_entry",
    "chosen_of",
    "drafts_of",
    "finish_import",
    "judge_file",
    "judge_rows",
    "keep_import",
    "prepared",
    "prepared_import",
    "remove_canned_reply",
    "remove_golden_question",
    "store_entry",
    "store_portion",
    "store_shared_reply",
]
