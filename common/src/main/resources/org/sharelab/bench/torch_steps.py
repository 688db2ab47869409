"""Times training steps of ConvMixers in PyTorch, block by block, as its standard input asks.

Each line of input is a JSON object; each is answered by one line of JSON:

  {"do": "open", "id": 1, "batch": B, "channels": C, "classes": K, "width": D, "image": S,
   "kernel": K, "depth": L, "patch": P, "format": "nchw" | "channels_last"}
  {"do": "run", "id": 1, "seconds": 2.5}   answered with {"milliseconds": [...]}
  {"do": "close", "id": 1}

The first line of output says which PyTorch this is. The number of threads is the only argument.
"""

import json
import sys
import time

import torch
from torch import nn

FORMATS = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}
BATCHES = 16


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x) + x


def part(convolution):
    return nn.Sequential(convolution, nn.GELU(), nn.BatchNorm2d(convolution.out_channels))


def conv_mixer(channels, classes, width, depth, kernel, patch):
    layers = [part(nn.Conv2d(channels, width, patch, stride=patch))]
    for _ in range(depth):
        depthwise = nn.Conv2d(width, width, kernel, groups=width, padding="same")
        layers += [Residual(part(depthwise)), part(nn.Conv2d(width, width, 1))]
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes)
    )


class Training:
    """A network, its optimiser and images in memory, as bytes."""

    def __init__(self, request):
        torch.manual_seed(1)
        self.format = FORMATS[request["format"]]
        self.batch = request["batch"]
        self.model = conv_mixer(
            *(request[key] for key in ("channels", "classes", "width", "depth", "kernel", "patch"))
        ).to(memory_format=self.format)
        self.model.train()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3, weight_decay=2e-5)
        self.loss = nn.CrossEntropyLoss()
        side = request["image"] * request["patch"]
        count = self.batch * BATCHES
        self.images = torch.randint(
            0, 256, (count, request["channels"], side, side), dtype=torch.uint8
        )
        self.labels = torch.randint(0, request["classes"], (count,))
        self.order = torch.randperm(count)
        self.next = 0

    def step(self):
        if self.next + self.batch > len(self.order):
            self.order = torch.randperm(len(self.order))
            self.next = 0
        chosen = self.order[self.next : self.next + self.batch]
        self.next += self.batch
        x = self.images[chosen].to(torch.float32).div_(255).sub_(0.5).div_(0.25)
        x = x.contiguous(memory_format=self.format)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model(x), self.labels[chosen])
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def run(self, seconds):
        milliseconds = []
        start = last = time.perf_counter()
        while not milliseconds or last - start < seconds:
            self.step()
            now = time.perf_counter()
            milliseconds.append(1000 * (now - last))
            last = now
        return milliseconds


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    answer({"version": torch.__version__, "threads": torch.get_num_threads()})
    trainings = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "open":
            trainings[request["id"]] = Training(request)
            answer({})
        elif request["do"] == "run":
            answer({"milliseconds": trainings[request["id"]].run(request["seconds"])})
        else:
            del trainings[request["id"]]
            answer({})


main()
