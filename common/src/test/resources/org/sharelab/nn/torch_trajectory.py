"""Trains small ConvMixers in PyTorch and prints the loss of every step.

TorchTrajectoryTest follows these losses. Weights, images and labels come from formulas, so that nothing but this file and the
printed numbers (torch-trajectory.txt) is needed:

    python3 torch_trajectory.py > torch-trajectory.txt

The network and the optimiser are those of conf/base/spin-small.conf, with one difference: AdamW's epsilon is next to nothing, because
Deeplearning4j adds it before the correction of the bias and PyTorch after it. One batch of all images makes an epoch: its order changes
nothing.
"""

import math

import torch
from torch import nn
import torch.nn.functional as F

WIDTH, DEPTH, KERNEL, PATCH, CLASSES = 32, 8, 3, 2, 10
IMAGES, SIDE, STEPS = 48, 28, 24
RATE, DECAY, EPSILON, CLIP = 0.01, 2e-5, 1e-14, 1.0


class Stream:
    """Numbers 0..1 from a linear congruential generator, the same in any language."""

    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32

    def parameter(self, shape, fan_in):
        bound = 1 / math.sqrt(fan_in)
        values = [(2 * self.next() - 1) * bound for _ in range(math.prod(shape))]
        return nn.Parameter(torch.tensor(values, dtype=torch.float64).float().reshape(shape))


def examples():
    noise = Stream(7)
    labels = [(i * 7) % CLASSES if i % 5 == 0 else i % CLASSES for i in range(IMAGES)]
    pixels = [
        int(128 * noise.next()) + (96 if ((x + 3 * (i % CLASSES)) // 7 + y // 7) % 2 == 0 else 0)
        for i in range(IMAGES) for y in range(SIDE) for x in range(SIDE)
    ]
    features = (torch.tensor(pixels, dtype=torch.float64) / 255 - 0.4) / 0.25
    return features.float().reshape(IMAGES, 1, SIDE, SIDE), torch.tensor(labels)


class ConvMixer(nn.Module):
    def __init__(self, tensor_of_block):
        super().__init__()
        self.tensor_of_block = tensor_of_block
        draw = Stream(1)

        def pair(shape, fan_in):
            return nn.ParameterList([draw.parameter(shape, fan_in), draw.parameter(shape[:1], fan_in)])

        self.patch = pair((WIDTH, 1, PATCH, PATCH), PATCH * PATCH)
        self.depthwise = nn.ModuleList(pair((WIDTH, 1, KERNEL, KERNEL), KERNEL**2) for _ in range(DEPTH))
        self.pointwise = nn.ModuleList(pair((WIDTH, WIDTH, 1, 1), WIDTH) for _ in range(max(tensor_of_block) + 1))
        self.classifier = pair((CLASSES, WIDTH), WIDTH)
        self.norms = nn.ModuleList(nn.BatchNorm2d(WIDTH) for _ in range(1 + 2 * DEPTH))

    def forward(self, x):
        x = self.norms[0](F.gelu(F.conv2d(x, *self.patch, stride=PATCH)))
        for block, tensor in enumerate(self.tensor_of_block):
            mixed = F.conv2d(x, *self.depthwise[block], padding=KERNEL // 2, groups=WIDTH)
            x = x + self.norms[1 + 2 * block](F.gelu(mixed))
            x = self.norms[2 + 2 * block](F.gelu(F.conv2d(x, *self.pointwise[tensor])))
        return F.linear(x.mean((2, 3)), *self.classifier)


def factor(step):
    t = (step + 1) / STEPS
    if t <= 0.4:
        return t / 0.4
    if t <= 0.8:
        return 1 - 0.95 * (t - 0.4) / 0.4
    return 0.05 * (1 - t) / 0.2


def losses(network):
    features, labels = examples()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, eps=EPSILON, weight_decay=DECAY)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * factor(step)
        optimizer.zero_grad()
        loss = F.cross_entropy(network(features), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
        yield loss.item()


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(f"# PyTorch {torch.__version__}, loss of steps 1 to {STEPS}; plan: tensor of each block")
    for plan in ("01234567", "01230123", "00001111", "00000000"):
        print(plan, *(f"{loss:.7f}" for loss in losses(ConvMixer([int(c) for c in plan]))))
