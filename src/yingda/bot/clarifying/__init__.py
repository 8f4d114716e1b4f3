"""The one question more that keeps people from buying what does not fit."""
