"""Files as one zip that is the same, byte for byte, whenever it is made from the same files."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "key.pem"
NEVER = (1980, 1, 1, 0, 0, 0)  # the least a zip can say: when it was packed is nobody's business
READABLE = 0o644 << 16
UNIX = 3


def archive_of(files: Mapping[str, bytes], *, key: Ed25519PrivateKey, public_key: bytes) -> bytes:
    """Return the files with their checksums and the signature of those, as a zip without folders."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    sealed = {**files, SUMS: sums, SIGNATURE: key.sign(sums), KEY: public_key}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(sealed):
            entry = zipfile.ZipInfo(name, NEVER)
            entry.external_attr, entry.create_system, entry.compress_type = READABLE, UNIX, zipfile.ZIP_DEFLATED
            archive.writestr(entry, sealed[name], compresslevel=9)
    return out.getvalue()


def files_in(archive: bytes) -> dict[str, bytes]:
    """Return what `archive_of` packed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
