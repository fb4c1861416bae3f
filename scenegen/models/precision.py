"""Which floating-point type the processor is fast in."""

from __future__ import annotations

import torch


def processor_computes_bfloat16() -> bool:
    """Whether bfloat16 is faster than float32 here.

    With instructions for it two to three times; other processors imitate it and are many times slower.
    """
    capabilities = getattr(torch.cpu, "get_capabilities", dict)()  # older versions of torch do not tell
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))
