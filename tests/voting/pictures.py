"""Pictures as people upload them, drawn on the spot."""

import io
from typing import Any

from PIL import Image

WIDE, HIGH = 800, 600


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (WIDE, HIGH), mode: str = "RGB", **options: Any) -> bytes:
    """Return a file: red above, blue below."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (0, size[1] // 2, *size))
    out = io.BytesIO()
    drawn.convert(mode).save(out, kind, **options)
    return out.getvalue()


def picture_with_place(*, orientation: int = 1) -> bytes:
    """Return a JPEG that says where it was taken, by which camera, and which side is up."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, "Camera van Omar", "Mijn huis"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (51.0, 30.0, 0.0), 3: "E", 4: (4.0, 0.0, 0.0)})
    return picture(exif=exif)
