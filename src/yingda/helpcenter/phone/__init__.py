"""The telephone: what a caller hears, and the way from there to the chat or to a person.

A telephone system (a PBX, a cloud call centre) does the hearing and the speaking. It tells what the
caller pressed or said, and is told what to say next; see docs/guide/phone.md.
"""
