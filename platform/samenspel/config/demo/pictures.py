"""Pictures of invented projects, drawn on the spot: no file and no place is behind them."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from voting.adapters.photos import Photo, read_photo

WIDE, HIGH, HORIZON = 960, 600, 360
SKIES = ("#bcdcee", "#d8e6ea", "#f3dcc0", "#c9d7e8")
GROUNDS = ("#7da35f", "#8fae62", "#a3a86c", "#6f9a78")
WOOD, TRUNK, LEAF, STEEL, WATER = "#8a5a33", "#6b4a2f", "#3f7a47", "#5c6670", "#4d8fb5"
Sketch = Callable[[ImageDraw.ImageDraw, random.Random], None]


def draw_photo(motif: str, dice: random.Random) -> Photo:
    """Return a picture as if somebody had uploaded it; the same dice draw the same picture."""
    picture = Image.new("RGB", (WIDE, HIGH), dice.choice(SKIES))
    pen = ImageDraw.Draw(picture)
    sun = dice.randrange(120, 840)
    pen.ellipse((sun, 60, sun + 90, 150), fill="#fbf1c7")
    pen.rectangle((0, HORIZON, WIDE, HIGH), fill=dice.choice(GROUNDS))
    MOTIFS[motif](pen, dice)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return read_photo(out.getvalue())


def _trees(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.polygon([(430, HIGH), (470, HORIZON), (500, HORIZON), (640, HIGH)], fill="#d8c7a0")
    for left in (60, 220, 560, 700, 830):
        foot, size = dice.randrange(380, 470), dice.randrange(95, 135)
        pen.rectangle((left + size // 2 - 9, foot - 90, left + size // 2 + 9, foot + 20), fill=TRUNK)
        pen.ellipse((left, foot - 90 - size, left + size, foot - 60), fill=LEAF)


def _bench(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((0, HORIZON, WIDE, HORIZON + 70), fill=WATER)
    left = dice.randrange(200, 360)
    for top in (380, 410, 455):
        pen.rectangle((left, top, left + 380, top + 20), fill=WOOD)
    for post in (left + 30, left + 330):
        pen.rectangle((post, 380, post + 18, 540), fill=STEEL)


def _bike(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((160, 170, 800, 195), fill=STEEL)
    for post in (190, 760):
        pen.rectangle((post, 190, post + 14, 500), fill=STEEL)
    colour = dice.choice(("#b3402e", "#2f5d8a", "#2e7d5b"))
    for left in (320, 520):
        pen.ellipse((left, 380, left + 130, 510), outline="#222222", width=9)
    pen.line([(385, 445), (440, 340), (560, 340), (480, 445), (385, 445)], fill=colour, width=11)
    pen.line([(480, 445), (430, 320)], fill=colour, width=11)
    pen.line([(585, 445), (550, 300), (590, 290)], fill=colour, width=11)


def _water(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.ellipse((80, 420, 620, 560), fill=WATER)
    left = dice.randrange(640, 720)
    pen.rectangle((left, 300, left + 150, 500), fill="#4f6d54")
    pen.ellipse((left, 280, left + 150, 325), fill="#6b8d70")
    for drop in range(24):
        at, top = dice.randrange(40, 920), dice.randrange(20, 330)
        pen.line([(at, top), (at - 6, top + 22 + drop % 5)], fill="#7fa6c0", width=4)


def _roof(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((260, 300, 700, 520), fill=dice.choice(("#b5694a", "#c99a6b", "#a9826a")))
    pen.polygon([(220, 300), (330, 150), (630, 150), (740, 300)], fill="#59423a")
    for column in range(4):
        pen.rectangle((350 + column * 68, 180, 408 + column * 68, 270), fill="#20395c", outline="#c9d7e8", width=3)
    pen.rectangle((440, 390, 520, 520), fill="#3d2d26")
    for window in (300, 590):
        pen.rectangle((window, 360, window + 70, 440), fill="#dceaf2")


def _lamp(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((0, 0, WIDE, HORIZON), fill="#27364f")
    pen.rectangle((0, HORIZON, WIDE, HIGH), fill="#31483a")
    pen.polygon([(360, HIGH), (470, HORIZON), (500, HORIZON), (690, HIGH)], fill="#c2b184")
    left = dice.randrange(250, 330)
    pen.polygon([(left + 8, 150), (left - 150, 520), (left + 170, 520)], fill="#6f7a52")
    pen.rectangle((left, 150, left + 16, 520), fill="#9aa4ad")
    pen.ellipse((left - 28, 110, left + 44, 180), fill="#ffe9a3")


def _play(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for left in (110, 380, 650):
        pen.rectangle((left, 400, left + 200, 510), fill=WOOD)
        for plant in range(5):
            at, top = left + 20 + plant * 40, dice.randrange(310, 360)
            pen.line([(at, 405), (at, top)], fill=LEAF, width=6)
            pen.ellipse(
                (at - 15, top - 20, at + 15, top + 10), fill=dice.choice(("#d1495b", "#edae49", "#f3f0e8", "#8d6bb0"))
            )


def _bridge(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((0, HORIZON, WIDE, HIGH), fill=WATER)
    pen.rectangle((0, 330, 640, 362), fill=WOOD)
    for post in range(40, 640, 120):
        pen.rectangle((post, 350, post + 20, 500), fill=TRUNK)
    for wave in range(9):
        left, top = dice.randrange(0, 860), dice.randrange(400, 580)
        pen.arc((left, top, left + 70 + wave, top + 22), 200, 340, fill="#bcdcee", width=4)


MOTIFS: dict[str, Sketch] = {
    "trees": _trees, "bench": _bench, "bike": _bike, "water": _water, "roof": _roof, "lamp": _lamp, "play": _play,
    "bridge": _bridge,
}  # fmt: skip
