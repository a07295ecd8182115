"""The few errors a visitor may meet; each carries one sentence fit to be shown as it is."""


class UnrolledError(Exception):
    """Base of all errors with a sentence for the visitor; the trace belongs in the log."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ArtifactMissing(UnrolledError):
    """The manifest does not name the artifact, or one of its files is not there."""


class ArtifactDamaged(UnrolledError):
    """A file of the artifact is not the one the manifest promises (sha256, or unreadable)."""


class BadInput(UnrolledError):
    """The visitor's input cannot be used; the sentence says why and what would do."""


class Busy(UnrolledError):
    """All places are taken at this moment; trying again later helps."""


class Cancelled(UnrolledError):
    """The visitor, or a time limit, stopped the work."""
