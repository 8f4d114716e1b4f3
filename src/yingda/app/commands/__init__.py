"""The commands of `yingda`, a module each."""
