"""Why a backup or a restore is refused; the words stand under `backup.refused`."""


class Refused(Exception):
    """Nothing was changed; `code` names the reason, `params` what it is about."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params
