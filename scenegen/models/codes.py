"""Codes that an encoder reads from real examples, and new ones between two that look alike.

A few dozen or a few thousand examples are too few to learn a whole normal distribution from: most of it would be drawn
from without ever having been seen. Between two neighbours everything has.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from scenegen.models.blocks import ResidualDown, activate, conv, linear


class CodeEncoder(nn.Module):
    """Pictures (B, C, S, S) -> mean and log-variance of their codes, (B, z_dim) each (Kingma & Welling 2014)."""

    def __init__(self, in_channels: int, channels: tuple[int, ...], z_dim: int) -> None:
        """`channels` are those of every level, from the picture's size down to 4 x 4."""
        super().__init__()
        self.stem = conv(in_channels, channels[0])
        self.blocks = nn.Sequential(*(ResidualDown(a, b) for a, b in pairwise(channels)))
        self.head = linear(16 * channels[-1], 2 * z_dim)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.blocks(activate(self.stem(pictures)))
        mu, log_variance = self.head(x.flatten(1)).float().chunk(2, 1)
        return mu, log_variance.clamp(-8, 4)


def on_sphere(code: torch.Tensor) -> torch.Tensor:
    """Codes (..., Z) whose numbers have a mean square of one; only their direction counts."""
    return code * (code.square().mean(-1, keepdim=True) + 1e-8).rsqrt()


def towards_a_neighbour(
    code: torch.Tensor,
    bank: torch.Tensor,
    pick: torch.Tensor,
    share: torch.Tensor,
    *,
    partners: int,
    own: torch.Tensor | None = None,
) -> torch.Tensor:
    """Codes (B, Z), moved by their `share` (B,) to one of the `partners` nearest of a bank (N, Z) or (B, N, Z).

    `pick` (B,) in [0, 1) says which of them. `own` (B,) are places in the bank that are no partners, because the codes
    come from there.
    """
    bank = bank.expand(len(code), -1, -1)
    rows = torch.arange(len(code), device=code.device)
    away = (bank - code[:, None]).square().sum(2)
    if own is not None:
        away[rows, own] = torch.inf
    near = away.topk(min(partners, bank.shape[1] - 1), largest=False).indices
    second = near[rows, (pick * near.shape[1]).long()]
    return torch.lerp(code, bank[rows, second], share[:, None])
