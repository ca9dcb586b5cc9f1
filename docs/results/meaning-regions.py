#!/usr/bin/env python3
"""Draws where the targeted loss asks for edges (red) and for texture (green): by labels, and by the photograph itself.

    meaning-regions.py PHOTO LABELS.png OUT.jpg

LABELS.png: a class per pixel, as `detsdk segment` writes it, with camvid's numbers. The rules are those of
`RegionMasks`, on luminance.
"""
import sys

import numpy
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image, ImageDraw

REACH, STEEP, BACKGROUND = 3, 2, (0, 3, 4, 5)  # sky, road, pavement, tree

photo = numpy.asarray(Image.open(sys.argv[1]).convert("RGB"), float)
height, width = photo.shape[:2]
labels = numpy.asarray(Image.open(sys.argv[2]).resize((width, height), Image.NEAREST))


def widened(mask):
    window = 2 * REACH + 1
    return sliding_window_view(numpy.pad(mask, REACH), (window, window)).any((2, 3))


def box(picture, side):
    return sliding_window_view(picture, (side, side)).mean((2, 3))


def haar(picture, side):  # mean squares of three directions, of two neighbouring squares of a side
    mean = box(picture, side)
    a, b, c, d = mean[:-side, :-side], mean[:-side, side:], mean[side:, :-side], mean[side:, side:]
    return (a - b + c - d) ** 2 + (a + b - c - d) ** 2 + (a - b - c + d) ** 2


by_label = sum(widened(labels == one).astype(int) for one in numpy.unique(labels)) > 1
fine, coarse = haar(photo @ (0.299, 0.587, 0.114), 1), haar(photo @ (0.299, 0.587, 0.114), 2)
rows, columns = coarse.shape
length = numpy.sqrt(fine[1:rows + 1, 1:columns + 1] + coarse)
steep = numpy.zeros((height, width), bool)
steep[1:rows + 1, 1:columns + 1] = length > STEEP * length.mean()
by_photo = widened(steep)

sheet = Image.new("RGB", (2 * width + 12, height + 20), "white")
masks = ("by labels", by_label, numpy.isin(labels, BACKGROUND)), ("by gradients", by_photo, numpy.ones_like(by_photo))
for column, (name, edges, texture) in enumerate(masks):
    colours = numpy.zeros_like(photo)
    colours[edges] = 220, 30, 30
    colours[texture & ~edges] = 30, 170, 60
    shown = photo / 2 + colours / 2
    left = 4 + column * (width + 4)
    ImageDraw.Draw(sheet).text((left, 2), name, fill="black")
    sheet.paste(Image.fromarray(shown.astype(numpy.uint8)), (left, 16))
sheet.save(sys.argv[3], quality=90)
