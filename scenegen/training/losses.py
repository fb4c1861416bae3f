"""Loss terms: pure functions of tensors. Discriminators give logits; every function returns a scalar."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F


def generator_logistic(fake_logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """Non-saturating logistic loss of the generator (Goodfellow et al. 2014), averaged over the heads."""
    return sum(F.softplus(-logits).mean() for logits in fake_logits) / len(fake_logits)


def discriminator_logistic(real_logits: Sequence[torch.Tensor], fake_logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """Logistic loss of the discriminator (Goodfellow et al. 2014), averaged over the heads."""
    terms = [
        F.softplus(-real).mean() + F.softplus(fake).mean() for real, fake in zip(real_logits, fake_logits, strict=True)
    ]
    return sum(terms) / len(terms)


def r1_penalty(real: torch.Tensor, real_logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """Squared gradient of the logits at real pictures (Mescheder et al. 2018, equation 9, without gamma / 2).

    `real` (B, C, H, W) must require a gradient.
    """
    total = sum(logits.flatten(1).mean(1).sum() for logits in real_logits)
    (gradient,) = torch.autograd.grad(total, real, create_graph=True)
    return gradient.float().square().sum((1, 2, 3)).mean()


def feature_matching(real: Sequence[torch.Tensor], fake: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean absolute difference of discriminator features, relative to the real ones' size (Wang et al. 2018)."""
    terms = []
    for real_level, fake_level in zip(real, fake, strict=True):
        real_level = real_level.detach().float()
        terms.append((fake_level.float() - real_level).abs().mean() / (real_level.abs().mean() + 1e-4))
    return sum(terms) / len(terms)


def kl_to_standard_normal(mu: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL(N(mu, exp(log_variance)) || N(0, 1)), mean over batch and dimensions (Kingma & Welling 2014)."""
    return 0.5 * (mu.square() + log_variance.exp() - 1 - log_variance).mean()


def masked_l1(first: torch.Tensor, second: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of (B, C, H, W) inside a mask (B, 1, H, W), each sample weighing the same."""
    difference = ((first.float() - second.float()).abs() * mask).sum((1, 2, 3))
    return (difference / (first.shape[1] * mask.sum((1, 2, 3)) + 1)).mean()
