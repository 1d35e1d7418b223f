"""An uploaded photo made into one that can be shown: checked, turned upright, made small, and without anything but the picture."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000  # more than the cameras of most phones; it is what a picture takes in memory that counts
LEAST_SIDE = 200
LONGEST_SIDE = 1600
QUALITY = 82


class PhotoError(ValueError):
    """A file that cannot be shown as a photo; `problem` is "large", "pixels", "small" or "unreadable"."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True)
class Photo:
    """A JPEG with nothing in it but the picture: no place, time, camera or text."""

    image: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 in hex."""
        return hashlib.sha256(self.image).hexdigest()


def read_photo(data: bytes) -> Photo:
    """Return a file as a photo. Raises `PhotoError`; the size is looked at before a pixel is unpacked."""
    if len(data) > MOST_BYTES:
        raise PhotoError("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _encoded(_picture(data))
    except PhotoError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError("pixels") from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:  # what Pillow raises for broken files
        raise PhotoError("unreadable") from error


def _picture(data: bytes) -> Any:
    """The picture upright, in plain colours, and not larger than a screen shows."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            raise PhotoError("pixels")
        if min(found.size) < LEAST_SIDE:
            raise PhotoError("small")
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unpacked larger than that
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _opaque(upright)


def _opaque(picture: Any) -> Any:
    """What one can see through is white, as the page is."""
    if picture.mode in {"RGB", "L"}:
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    layer = picture.convert("RGBA")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _encoded(picture: Any) -> Photo:
    bare = Image.new("RGB", picture.size)  # a new one: what the file said about itself stays behind
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Photo(out.getvalue(), *bare.size)
