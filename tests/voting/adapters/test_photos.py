"""Uploaded photos: what comes in, and that nothing but the picture goes out."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests.voting.pictures import picture, picture_with_place
from voting.adapters.photos import LONGEST_SIDE, MOST_BYTES, PhotoError, read_photo


def opened(data):
    return Image.open(io.BytesIO(data))


def test_photo_with_a_place_comes_out_without_any_metadata():
    sent = picture_with_place()

    photo = read_photo(sent)

    shown = opened(photo.image)
    assert opened(sent).getexif().get_ifd(0x8825)[2] == (51.0, 30.0, 0.0)
    assert (shown.format, dict(shown.getexif()), set(shown.info) - {"progressive", "progression"}) == (
        "JPEG",
        {},
        {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
    )
    assert b"Camera van Omar" in sent
    assert not any(word in photo.image for word in (b"Camera van Omar", b"Exif", b"Mijn huis"))


def test_photo_is_turned_as_the_camera_was_held():
    photo = read_photo(picture_with_place(orientation=6))  # the right side of the file is the bottom

    shown = opened(photo.image)
    left, right = shown.getpixel((20, 300)), shown.getpixel((580, 300))
    assert (photo.width, photo.height, shown.size) == (600, 800, (600, 800))
    assert (left[2] > 200, right[0] > 200) == (True, True)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
def test_photo_of_each_format_becomes_a_jpeg(kind, mode):
    photo = read_photo(picture(kind, mode=mode))

    assert (opened(photo.image).format, opened(photo.image).mode) == ("JPEG", "RGB")


def test_large_photo_becomes_as_large_as_a_screen_shows():
    photo = read_photo(picture(size=(4000, 1000)))

    assert (photo.width, photo.height) == (LONGEST_SIDE, 400)


def png_that_says(width, height):
    """A file of a few bytes whose header promises a picture of any size."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
        (picture("GIF"), "unreadable"),
        (picture()[:4000], "unreadable"),
        (picture(size=(199, 800)), "small"),
        (png_that_says(9000, 9000), "pixels"),
        (png_that_says(60_000, 60_000), "pixels"),
        (b"\xff\xd8" + b"\0" * MOST_BYTES, "large"),
    ],
    ids=["empty", "drawing", "gif", "cut off", "small", "pixels", "bomb", "large"],
)
def test_file_that_cannot_be_shown_is_refused(data, problem):
    with pytest.raises(PhotoError) as refused:
        read_photo(data)

    assert refused.value.problem == problem
