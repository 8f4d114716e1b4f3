"""Conversations over HTTP."""

from fastapi import APIRouter

from yingda.conversations.api import acting, files, messages, reading

router = APIRouter()
for part in (messages.router, reading.router, acting.router, files.router):
    router.include_router(part)
