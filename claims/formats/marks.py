"""The shape of each rating as Pillow draws it, on the square of 20 × 20 that the pages' drawings use."""

from __future__ import annotations

from PIL import Image, ImageDraw

FINE = 8  # drawn so many times larger and then made smaller: edges come out smooth
COLOURS = {
    "true": "#0a6a4c",
    "mostly-true": "#4a6b15",
    "half-true": "#845c00",
    "mostly-false": "#a4450b",
    "false": "#ad231d",
    "misleading": "#7b3a78",
    "unproven": "#535a66",
}
STRUCK = "#5d636e"
_WEDGES = {"mostly-true": (-90, 180), "half-true": (-90, 90), "mostly-false": (-90, 0)}
_OCTAGON = (6.2, 1, 13.8, 1, 19, 6.2, 19, 13.8, 13.8, 19, 6.2, 19, 1, 13.8, 1, 6.2)


def draw(token: str, size: int, colour: str, paper: str) -> Image.Image:
    """A token that no shape belongs to gets Unproven's, as on pages."""
    scale = size * FINE / 20
    picture = Image.new("RGB", (size * FINE, size * FINE), paper)
    pen = _Pen(ImageDraw.Draw(picture), scale, colour, paper)
    {"true": pen.tick, "false": pen.cross, "misleading": pen.turn}.get(
        token, pen.wedge if token in _WEDGES else pen.question
    )(token)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


class _Pen:
    def __init__(self, on: ImageDraw.ImageDraw, scale: float, colour: str, paper: str) -> None:
        self.on, self.scale, self.colour, self.paper = on, scale, colour, paper

    def tick(self, _token: str) -> None:
        self.on.ellipse(self.at(1, 1, 19, 19), fill=self.colour)
        self.line(5.6, 10.3, 8.6, 13.3, 14.4, 6.9, width=2.2, colour=self.paper)

    def cross(self, _token: str) -> None:
        self.on.polygon(self.at(*_OCTAGON), fill=self.colour)
        for ends in ((6.4, 6.4, 13.6, 13.6), (13.6, 6.4, 6.4, 13.6)):
            self.line(*ends, width=2.2, colour=self.paper)

    def wedge(self, token: str) -> None:
        self.ring()
        first, last = _WEDGES[token]
        self.on.pieslice(self.at(4.6, 4.6, 15.4, 15.4), first, last, fill=self.colour)

    def turn(self, _token: str) -> None:
        self.line(10, 1.6, 18.4, 10, 10, 18.4, 1.6, 10, 10, 1.6, 18.4, 10, width=2)
        self.line(7.2, 13.2, 7.2, 9.6, 12.2, 9.6, width=1.6)
        self.line(10.1, 7.3, 12.4, 9.6, 10.1, 11.9, width=1.6)

    def question(self, _token: str) -> None:
        for each in range(10):
            self.on.arc(self.at(1.1, 1.1, 18.9, 18.9), each * 36, each * 36 + 21, self.colour, self.wide(1.8))
        self.on.arc(self.at(6.6, 4.6, 13.4, 11.4), 180, 60, self.colour, self.wide(1.8))
        self.line(11.1, 10.5, 10.2, 11.2, 10, 12.2, width=1.8)
        self.on.ellipse(self.at(8.9, 13.5, 11.1, 15.7), fill=self.colour)

    def ring(self) -> None:
        self.on.ellipse(self.at(1, 1, 19, 19), outline=self.colour, width=self.wide(2))

    def line(self, *points: float, width: float, colour: str = "") -> None:
        self.on.line(self.at(*points), fill=colour or self.colour, width=self.wide(width), joint="curve")

    def at(self, *points: float) -> list[float]:
        return [point * self.scale for point in points]

    def wide(self, width: float) -> int:
        return round(width * self.scale)
