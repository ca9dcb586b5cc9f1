#!/usr/bin/env python3
"""Lays pictures side by side, each brought to one height and named.

    meaning-sheet.py OUT.jpg HEIGHT X,Y,W,H|whole NAME=FILE ...

The part is in pixels of the first picture; a picture of another width is scaled to that first.
"""
import sys

from PIL import Image, ImageDraw

out, height, part = sys.argv[1], int(sys.argv[2]), sys.argv[3]
shown = []
width = None
for argument in sys.argv[4:]:
    name, file = argument.split("=", 1)
    picture = Image.open(file).convert("RGB")
    width = width or picture.width
    if picture.width != width:
        picture = picture.resize((width, picture.height * width // picture.width), Image.LANCZOS)
    if part != "whole":
        x, y, w, h = map(int, part.split(","))
        picture = picture.crop((x, y, x + w, y + h))
    shown.append((name, picture.resize((picture.width * height // picture.height, height), Image.LANCZOS)))

gap, title = 4, 16
sheet = Image.new("RGB", (sum(p.width + gap for _, p in shown) + gap, height + title + gap), "white")
left = gap
for name, picture in shown:
    ImageDraw.Draw(sheet).text((left, 2), name, fill="black")
    sheet.paste(picture, (left, title))
    left += picture.width + gap
sheet.save(out, quality=90)
