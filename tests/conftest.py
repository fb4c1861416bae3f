"""What several tests share: tiny networks with random weights, and scenes to paint with them."""

from __future__ import annotations

import torch

torch.set_num_threads(1)  # the networks here are too small to gain from threads
