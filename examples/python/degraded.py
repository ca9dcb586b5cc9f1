"""A PyTorch data set whose pictures come through `detsdk degrade --stream`: degraded as cameras do, boxes carried along.

    data = Degraded([("street/1.jpg", [[10, 20, 30, 40]], [0]), ...], preset="robust", seed=1)
    image, target = data[0]          # float (3, height, width) in [0, 1]; boxes as x, y, width, height

The picture at an index is the copy of that epoch which `detsdk degrade --copies` writes: the same in any worker, on any
day. Another recipe is another `preset` or `recipe`. Needs torch and the tool: dotnet tool install --global detsdk.
"""
import json
import os
import subprocess

import torch
from torch.utils.data import Dataset


class Degraded(Dataset):
    def __init__(self, items, preset="robust", recipe=None, seed=0, command=("detsdk",)):
        self.items = items                                   # (path, boxes, labels) of each picture
        what = ["--recipe", recipe] if recipe else ["--preset", preset]
        self.command = [*command, "degrade", "--stream", *what, "--seed", str(seed)]
        self.epoch = 0
        self.detsdk, self.owner = None, None

    def set_epoch(self, epoch):
        self.epoch = epoch                                   # before the loader starts its workers

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        path, boxes, labels = self.items[index]
        with open(path, "rb") as file:
            answer, pixels = self._degrade(file.read(), index, boxes)
        image = torch.frombuffer(pixels, dtype=torch.uint8).reshape(*answer["shape"]).permute(2, 0, 1)
        return image.float() / 255, {"boxes": torch.tensor(answer["boxes"]), "labels": torch.tensor(labels)}

    def _degrade(self, file, index, boxes):
        if self.owner != os.getpid():                        # every worker of a loader has a process of its own
            self.detsdk = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.owner = os.getpid()
        request = {"length": len(file), "epoch": self.epoch, "index": index, "boxes": boxes}
        self.detsdk.stdin.write(json.dumps(request).encode() + b"\n" + file)
        self.detsdk.stdin.flush()
        line = self.detsdk.stdout.readline()
        if not line:
            raise RuntimeError(f"detsdk ended with code {self.detsdk.wait()}; what it wrote on stderr says why")
        answer = json.loads(line)
        if "error" in answer:
            raise ValueError(f"{self.items[index][0]}: {answer['error']}")
        height, width, channels = answer["shape"]
        return answer, bytearray(self.detsdk.stdout.read(height * width * channels))

    def __getstate__(self):                                  # workers that are spawned start their own process
        return {**self.__dict__, "detsdk": None, "owner": None}
