"""How like two pictures of a screen are: what a person would call the same passes, what somebody moved does not.

Measured in blocks, because another version of a browser draws the edges of letters a little differently and nothing
else: over a block of letters that averages out, while a key that stands elsewhere or a changed colour does not.

 - Fine, 4 px: a few blocks may differ by much; more of them is something that moved.
 - Coarse, 16 px: no block may differ by more than a little; more is another colour, size or text.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

FINE_PX = 4
FINE_LEVELS = 40
FINE_BLOCKS = 6
COARSE_PX = 16
COARSE_LEVELS = 6


@dataclass(frozen=True)
class Likeness:
    """What two pictures of one size differ by, in levels of 0 to 255 of the colour channel that differs most."""

    fine_blocks: int
    """Blocks of 4 px that differ by more than 40 levels."""
    coarse_levels: int
    """The most by which a block of 16 px differs."""

    @property
    def is_same(self) -> bool:
        """True where a person would see no difference."""
        return self.fine_blocks <= FINE_BLOCKS and self.coarse_levels <= COARSE_LEVELS


def likeness(one: Image.Image, other: Image.Image) -> Likeness:
    """Compares two pictures. ValueError where their sizes differ."""
    if one.size != other.size:
        raise ValueError(f"pictures of two sizes: {one.size} and {other.size}")
    fine = _levels(one, other, FINE_PX).histogram()
    return Likeness(sum(fine[FINE_LEVELS + 1 :]), max(_levels(one, other, COARSE_PX).tobytes()))


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """The second picture, faint, with every block in red that differs."""
    blocks = _levels(one, other, FINE_PX).point(lambda level: 255 if level > COARSE_LEVELS else 0)
    mask = blocks.resize((blocks.width * FINE_PX, blocks.height * FINE_PX), Image.Resampling.NEAREST)
    faint = Image.blend(other, Image.new("RGB", other.size, "white"), 0.6)
    faint.paste((214, 40, 40), mask=mask.crop((0, 0, *other.size)))
    return faint


def opened(path: Path) -> Image.Image:
    """A picture from a file, without transparency."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def _levels(one: Image.Image, other: Image.Image, block_px: int) -> Image.Image:
    """For each block the difference of its mean, in the channel that differs most."""
    red, green, blue = ImageChops.difference(one.reduce(block_px), other.reduce(block_px)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
