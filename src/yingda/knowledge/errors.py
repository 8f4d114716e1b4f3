"""What can go wrong with knowledge."""

from yingda.foundation.errors import Conflict, Invalid, NotFound, Problem, TooLarge


class EntryNotFound(NotFound):
    code = "knowledge.entry_not_found"


class CannedReplyNotFound(NotFound):
    code = "knowledge.canned_reply_not_found"


class ImportNotFound(NotFound):
    code = "knowledge.import_not_found"


class GoldenQuestionNotFound(NotFound):
    code = "knowledge.golden_question_not_found"


class ImportAlreadyStored(Conflict):
    code = "knowledge.import_already_stored"


class QuestionTaken(Conflict):
    """Another live entry of this merchant already answers exactly this question."""

    code = "knowledge.question_taken"


class ShortcutTaken(Conflict):
    code = "knowledge.shortcut_taken"


class ConditionsWrong(Invalid):
    """The conditions name an unknown operator, or compare with the wrong kind of value."""

    code = "knowledge.conditions_wrong"


class AnswerMissing(Invalid):
    """Only an entry that hands over to a person may go without an answer."""

    code = "knowledge.answer_missing"


class FileTooLarge(TooLarge):
    code = "knowledge.file_too_large"


class TooManyRows(TooLarge):
    code = "knowledge.too_many_rows"


class FileTypeUnknown(Problem):
    status, code = 415, "knowledge.file_type_unknown"


class FileUnreadable(Invalid):
    """The file is not what its name says: a damaged workbook, an archive bomb, no text."""

    code = "knowledge.file_unreadable"


class HeaderMissing(Invalid):
    """No column is named as a question or as an answer."""

    code = "knowledge.header_missing"


class FileEmpty(Invalid):
    code = "knowledge.file_empty"
