#!/usr/bin/env python3
"""AP50 of one class by camera, and how far two models differ when cameras or places are drawn again (bootstrap).

    detsdk evaluate --data CCTV --model M --export FOLDER         # once for each model
    docs/results/robust-cameras.py BEFORE AFTER [CLASS] [LENGTH OF A CAMERA'S NAME, OF A PLACE'S]

BEFORE and AFTER: a folder each, or several with commas between, which count as one set.
"""
import json
import random
import sys


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0, width) * max(0, height)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def load(folders, label):
    """The pictures of all folders, by name."""
    return {name: picture for folder in folders.split(",") for name, picture in read(folder, label).items()}


def read(folder, label):
    """Per picture: number of objects, and (score, whether it is one) of every detection."""
    truth = json.load(open(folder + "/ground-truth.json"))
    found = json.load(open(folder + "/detections.json"))
    kind = next(c["id"] for c in truth["categories"] if c["name"] == label)
    pictures = {p["id"]: (p["file_name"].split("/")[-1], [], []) for p in truth["images"]}
    for item in truth["annotations"]:
        if item["category_id"] == kind:
            pictures[item["image_id"]][1].append(item["bbox"])
    for item in sorted(found, key=lambda d: -d["score"]):
        if item["category_id"] == kind:
            name, objects, hits = pictures[item["image_id"]]
            best = max(objects, key=lambda box: overlap(box, item["bbox"]), default=None)
            hit = best is not None and overlap(best, item["bbox"]) >= 0.5
            if hit:
                objects.remove(best)
            hits.append((item["score"], hit))
    return {name: (len(objects) + sum(h for _, h in hits), hits) for name, objects, hits in pictures.values()}


def ap50(pictures):
    objects = sum(p[0] for p in pictures)
    hits, precisions, right = sorted((h for p in pictures for h in p[1]), reverse=True), [], 0
    for rank, (_, hit) in enumerate(hits, 1):
        right += hit
        if hit:
            precisions.append((right / objects, right / rank))
    envelope = [max((p for r, p in precisions if r >= at / 100), default=0) for at in range(101)]
    return 100 * sum(envelope) / 101


def main():
    before, after = (load(folder, sys.argv[3] if len(sys.argv) > 3 else "person") for folder in sys.argv[1:3])
    camera, place = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((4, 7), (5, 4)))
    for length, what in ((camera, "camera"), (place, "place")):
        groups = {}
        for name in before:
            groups.setdefault(name[:length], []).append(name)
        draw = random.Random(1)
        for group, names in sorted(groups.items()):
            if sum(before[n][0] for n in names):
                scores = (ap50([model[n] for n in names]) for model in (before, after))
                print(f"{what} {group}: {len(names)} pictures, AP50 " + " -> ".join(f"{s:.1f}" for s in scores))
        gains = []
        for _ in range(1000):
            names = [n for g in draw.choices(sorted(groups), k=len(groups)) for n in groups[g]]
            if sum(before[n][0] for n in names):
                gains.append(ap50([after[n] for n in names]) - ap50([before[n] for n in names]))
        gains.sort()
        low, high = gains[len(gains) // 40], gains[-len(gains) // 40]
        print(f"{len(groups)} {what}s drawn again: gain in AP50 {low:+.1f} to {high:+.1f} (95 %)")
    print("all: " + " -> ".join(f"{ap50(list(model.values())):.1f}" for model in (before, after)))


main()
