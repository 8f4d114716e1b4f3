"""How much one import may bring."""

FILE_BYTES = 20 * 1024 * 1024
ROWS = 50_000
QUESTION_CHARACTERS = 500
ANSWER_CHARACTERS = 50_000
CATEGORY_CHARACTERS = 200
SIMILAR_PER_ENTRY = 200
# A workbook is a zip: these stop one that unpacks to far more than it is.
UNPACKED_BYTES = 200 * 1024 * 1024
UNPACK_RATIO = 120
COLUMNS = 200
