"""A knowledge file with broken rows loses those rows only, and names them by line."""

ROWS = (
    "question,answer\n"
    "How do I pay?,By card.\n"
    ",No question\n"
    "How do I return it?,Within seven days.\n"
    "No answer,\n"
    '"An open quote,and never closed\n'
)


async def imported(lead, content, name="faq.csv", headers=None):
    return await lead.ask(
        "POST",
        "/api/knowledge/imports",
        files={"file": (name, content, "text/csv")},
        headers=headers or {},
    )


async def test_broken_rows_are_listed_by_line_and_the_others_are_kept(lead):
    preview = await lead.done(await imported(lead, ROWS.encode()), 201)
    broken = {row["line"] for row in preview["rows"] if row["verdict"] == "broken"}
    assert broken == {3, 5, 6}
    assert all(row["problems"] for row in preview["rows"] if row["verdict"] == "broken")
    done = await lead.post(f"/api/knowledge/imports/{preview['id']}/commit", {})
    assert (await lead.done(done))["stored"] == 2
    entries = (await lead.get("/api/knowledge/entries")).json()["items"]
    assert {entry["question"] for entry in entries} == {"How do I pay?", "How do I return it?"}


async def test_a_file_that_is_no_knowledge_changes_nothing(lead, refused):
    for content, name, status, code in (
        (b"", "empty.csv", 422, "knowledge.file_empty"),
        (b"a,b\n1,2\n", "strange.csv", 422, "knowledge.header_missing"),
        (b"PK\x03\x04broken", "broken.xlsx", 422, "knowledge.file_unreadable"),
        (b"x", "what.exe", 415, "knowledge.file_type_unknown"),
    ):

        def ask(headers, content=content, name=name):
            return imported(lead, content, name, headers)

        await refused(ask, status, code)
