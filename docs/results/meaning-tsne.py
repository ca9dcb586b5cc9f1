#!/usr/bin/env python3
"""Draws the components that `detsdk study semantics --components` wrote with scikit-learn's t-SNE, for the eye alone.

    meaning-tsne.py COMPONENTS.csv OUT.png [SOURCE ...]

A panel per source, a colour per degradation. Distances in such a picture mean little; the numbers are in the tables.
"""
import csv
import sys

import matplotlib
import numpy
from sklearn.manifold import TSNE

matplotlib.use("Agg")
from matplotlib import pyplot

rows = list(csv.reader(open(sys.argv[1])))
wanted = sys.argv[3:] or list(dict.fromkeys(row[0] for row in rows))
figure, panels = pyplot.subplots(1, len(wanted), figsize=(4 * len(wanted), 4), squeeze=False)
for source, panel in zip(wanted, panels[0]):
    own = [row for row in rows if row[0] == source]
    places = TSNE(perplexity=30, init="pca", random_state=1).fit_transform(
        numpy.array([row[3:] for row in own], dtype=float))
    for name in dict.fromkeys(row[1] for row in own):
        chosen = [row[1] == name for row in own]
        panel.scatter(*places[chosen].T, s=8, label=name)
    panel.set(title=source, xticks=[], yticks=[])
panels[0][0].legend(fontsize=7)
figure.tight_layout()
figure.savefig(sys.argv[2], dpi=80)
