"""Pages as pictures, drawn by three programs that have nothing in common, and how far two pictures differ."""

import subprocess

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageStat

DOTS = 60
"""An inch. Enough to miss a word by, and too few for the edges of letters to count."""
SOFT = ImageFilter.GaussianBlur(2)


def by_poppler(file, folder):
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-gray", file, folder / "poppler"], check=True)
    return [Image.open(one) for one in sorted(folder.glob("poppler-*"))]


def by_mupdf(file, folder):
    wanted = ["-q", "-r", str(DOTS), "-c", "gray", "-o", folder / "mupdf-%04d.pgm"]
    subprocess.run(["mutool", "draw", *wanted, file], check=True, stderr=subprocess.DEVNULL)
    return [Image.open(one) for one in sorted(folder.glob("mupdf-*"))]


def by_chromium(file):
    """By the library that draws PDF in Chromium's viewer."""
    with pypdfium2.PdfDocument(file) as paper:
        return [page.render(scale=DOTS / 72, grayscale=True).to_pil() for page in paper]


def difference(one, other):
    """(mean, largest) of 255, between two pictures of one page, seen through half-closed eyes."""
    if one.size != other.size:
        return 255, 255
    apart = ImageChops.difference(*(page.convert("L").filter(SOFT) for page in (one, other)))
    return ImageStat.Stat(apart).mean[0], apart.getextrema()[1]
