#!/usr/bin/env python3
"""Makes of a YOLOv8 file, exported for one square input, the same network for another: yolov8-at-size.py IN OUT SIDE.

Only what follows from the size is changed: the input's shape, the places that the answer's boxes are told from, and
the numbers of them. Needs the packages onnx and numpy.
"""
import sys

import numpy as np
import onnx
from onnx import numpy_helper

STRIDES = (8, 16, 32)


def places(side):
    """x and y of each cell's middle in cells, (1, 2, n), and its stride, (1, n)."""
    middles, strides = [], []
    for stride in STRIDES:
        cells = np.arange(side // stride) + 0.5
        y, x = np.meshgrid(cells, cells, indexing="ij")
        middles.append(np.stack([x.ravel(), y.ravel()]))
        strides.append(np.full(x.size, stride))
    return np.concatenate(middles, 1)[None], np.concatenate(strides)[None]


source, target, side = sys.argv[1], sys.argv[2], int(sys.argv[3])
if side % STRIDES[-1]:
    sys.exit(f"the side is {side}; expected a multiple of {STRIDES[-1]}")
model = onnx.load(source)
shape = model.graph.input[0].type.tensor_type.shape.dim
before = shape[2].dim_value
(old_middles, old_strides), (middles, strides) = places(before), places(side)
changed = 0
for constant in model.graph.initializer:
    values = numpy_helper.to_array(constant)
    if values.shape == old_middles.shape and np.array_equal(values, old_middles):
        new = middles
    elif values.shape == old_strides.shape and np.array_equal(values, old_strides):
        new = strides
    elif values.dtype == np.int64 and old_strides.size in values:
        new = np.where(values == old_strides.size, strides.size, values)
    else:
        continue
    constant.CopyFrom(numpy_helper.from_array(new.astype(values.dtype), constant.name))
    changed += 1
if changed < 3:
    sys.exit(f"'{source}' tells its boxes in another way than the files of YOLOv8 that this knows")
for axis in (2, 3):
    shape[axis].dim_value = side
model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = strides.size
del model.graph.value_info[:]
for entry in model.metadata_props:
    if entry.key == "imgsz":
        entry.value = f"[{side}, {side}]"
onnx.save(model, target)
