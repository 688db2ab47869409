"""Trains a small DeiT and a small perceptron in PyTorch and prints the loss of every step.

TorchTokensTest follows these losses. Numbers, images, labels, optimiser and schedule are those of torch_trajectory.py:

    python3 torch_tokens.py > torch-tokens.txt
"""

import torch
from torch import nn
import torch.nn.functional as F

from torch_trajectory import CLASSES, SIDE, STEPS, Stream, losses

WIDTH, HEADS, PATCH, RATIO = 32, 2, 7, 2
HIDDEN = 24


def pair(draw, shape, fan_in):
    return nn.ParameterList([draw.parameter(shape, fan_in), draw.parameter(shape[:1], fan_in)])


class Deit(nn.Module):
    """Blocks of pre-normalised attention and a perceptron; plan names the tensors of each block's linear layers."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan
        draw = Stream(1)
        self.patch = pair(draw, (WIDTH, 1, PATCH, PATCH), PATCH * PATCH)
        self.token = draw.parameter((WIDTH,), WIDTH)
        self.position = draw.parameter((WIDTH, (SIDE // PATCH) ** 2 + 1), WIDTH)
        shapes = {"qkv": (3 * WIDTH, WIDTH), "proj": (WIDTH, WIDTH), "fc1": (RATIO * WIDTH, WIDTH), "fc2": (WIDTH, RATIO * WIDTH)}
        self.linear = nn.ModuleList(
            nn.ModuleDict({name: pair(draw, shape, shape[1]) for name, shape in shapes.items()}) for _ in range(max(plan) + 1))
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH, eps=1e-6) for _ in range(2 * len(plan) + 1))
        self.classifier = pair(draw, (CLASSES, WIDTH), WIDTH)

    def attend(self, x):
        images, tokens, _ = x.shape
        q, k, v = x.reshape(images, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / (WIDTH // HEADS) ** 0.5).softmax(-1)
        return (weights @ v).transpose(1, 2).reshape(images, tokens, WIDTH)

    def forward(self, x):
        x = F.conv2d(x, *self.patch, stride=PATCH).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), 1, WIDTH), x], 1) + self.position.T
        for block, tensor in enumerate(self.plan):
            layers = self.linear[tensor]
            x = x + F.linear(self.attend(F.linear(self.norms[2 * block](x), *layers["qkv"])), *layers["proj"])
            x = x + F.linear(F.gelu(F.linear(self.norms[2 * block + 1](x), *layers["fc1"])), *layers["fc2"])
        return F.linear(self.norms[-1](x)[:, 0], *self.classifier)


class Perceptron(nn.Module):
    """A first layer and one more for each entry of the plan, which names its tensors."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan
        draw = Stream(1)
        self.first = pair(draw, (HIDDEN, SIDE * SIDE), SIDE * SIDE)
        self.hidden = nn.ModuleList(pair(draw, (HIDDEN, HIDDEN), HIDDEN) for _ in range(max(plan) + 1))
        self.classifier = pair(draw, (CLASSES, HIDDEN), HIDDEN)

    def forward(self, x):
        x = F.relu(F.linear(x.flatten(1), *self.first))
        for tensor in self.plan:
            x = F.relu(F.linear(x, *self.hidden[tensor]))
        return F.linear(x, *self.classifier)


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(f"# PyTorch {torch.__version__}, loss of steps 1 to {STEPS}; model and plan: tensor of each block")
    for model, plans in ((Deit, ("0123", "0101", "0000")), (Perceptron, ("012", "010", "000"))):
        for plan in plans:
            print(model.__name__.lower(), plan, *(f"{loss:.7f}" for loss in losses(model([int(c) for c in plan]))))
