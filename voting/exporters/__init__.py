"""What a counted ballot becomes outside: the folder that anybody can recount."""

from voting.exporters.archive import archive_of, files_in
from voting.exporters.folder import folder_of

__all__ = ["archive_of", "files_in", "folder_of"]
