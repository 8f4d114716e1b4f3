"""Staff and sign-in over HTTP."""

from fastapi import APIRouter

from yingda.team.api import session, staff

router = APIRouter()
router.include_router(session.router)
router.include_router(staff.router)
