"""What can go wrong with a corpus, each with one sentence for whoever asked for it."""


class CorpusError(Exception):
    """Base of the corpus errors; `str(error)` is one sentence fit to be shown."""


class CorpusUnknown(CorpusError):
    """No corpus of that id, or no file of that name in it, stands in the registry."""


class CorpusMissing(CorpusError):
    """The prepared file is neither in the cache nor in the folder UNROLLED_DATA names."""


class CorpusDamaged(CorpusError):
    """A file was found, but its sha256 is not the one the registry promises."""
