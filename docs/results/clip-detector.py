#!/usr/bin/env python3
"""What a detector still finds in a clip that was shrunk, coded and restored; see spending.md.

clip-detector.py CLIP LOW BUNDLE OUT: CLIP is the original, LOW its half in H.264, BUNDLE what was fitted to it. What
the detector finds in every fifth frame of the original counts as truth; F1 of what it finds in the same frames of the
others, same class and IoU of 0.5, all at a score of 0.3. DETSDK names the tool; takes ffmpeg.
"""
import json
import os
import pathlib
import shlex
import subprocess
import sys

clip, low, bundle, out = sys.argv[1:]
detsdk = shlex.split(os.environ.get("DETSDK", "detsdk"))
out = pathlib.Path(out)


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def found(film, name):
    frames = out / name
    frames.mkdir(parents=True, exist_ok=True)
    run("ffmpeg", "-y", "-i", film, "-vf", r"select=not(mod(n\,5))", "-vsync", "0", frames / "%03d.png")
    answer = out / f"{name}.json"
    run(*detsdk, "detect", frames, "--confidence", "0.3", "--json", answer)
    return [picture["detections"] for picture in json.loads(answer.read_text())]


def iou(one, other):
    (ax, ay, aw, ah), (bx, by, bw, bh) = one, other
    width = min(ax + aw, bx + bw) - max(ax, bx)
    height = min(ay + ah, by + bh) - max(ay, by)
    shared = max(width, 0) * max(height, 0)
    return shared / (aw * ah + bw * bh - shared)


def agreement(truth, answer):
    hits = objects = answers = 0
    for known, said in zip(truth, answer, strict=True):
        objects, answers, free = objects + len(known), answers + len(said), list(known)
        for item in sorted(said, key=lambda item: -item["score"]):
            same = [other for other in free if other["class"] == item["class"]]
            best = max(same, key=lambda other: iou(other["box"], item["box"]), default=None)
            if best is not None and iou(best["box"], item["box"]) >= 0.5:
                hits += 1
                free.remove(best)
    return 2 * hits / max(objects + answers, 1), objects, answers


def main():
    truth = found(clip, "original")
    for name, source, options in [("bicubic", low, ["--model", "bicubic:2"]), ("fitted", bundle, [])]:
        folder = out / f"{name}-film"
        run(*detsdk, "enhance", source, *options, "--out", folder)
        f1, objects, answers = agreement(truth, found(next(folder.glob("*.avi")), name))
        print(f"{name}: F1 {f1:.3f}, {answers} found, {objects} in the original")


main()
