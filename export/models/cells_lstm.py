"""`cells-lstm`: its way from run folder to artifact is that of every character model."""

from export.characters.character_export import CharacterExport

EXPORT = CharacterExport("cells-lstm")
