"""One contract for every network of the `NETWORKS` table."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from scenegen.models import NETWORKS
from scenegen.models.background import BackgroundConfig, LayoutGenerator
from scenegen.models.bscgan import BScGAN, BScGANConfig, BScGANDiscriminator, load_resnet101
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig
from scenegen.models.paper_background import PaperBackground
from scenegen.models.paper_baseline import PaperBaseline
from scenegen.models.paper_foreground import PaperForeground, PaperForegroundConfig
from scenegen.models.pix2pix import PatchDiscriminator, Pix2Pix, Pix2PixConfig
from scenegen.models.segmentation import Segmentation, SegmentationConfig
from scenegen.weights import load_network, save_network
from tests.tiny import TINY, tiny_discriminator

Tensors = tuple[torch.Tensor, ...]


def background(network: nn.Module, seed: int) -> Tensors:
    rng = torch.Generator().manual_seed(seed)
    layout = network.sample_layout(2, rng)
    noise = torch.randn(2, 1, *layout.shape[2:], generator=rng)
    layout = layout + 0.1 * network.layout_generator(network.layout_generator.encode(layout), noise)
    side = network.config.layout_size * network.config.scale
    return layout, network(layout, torch.randn(2, 1, side, side, generator=rng))


def box2mask(network: nn.Module, seed: int) -> Tensors:
    fixed, rng = torch.Generator().manual_seed(99), torch.Generator().manual_seed(seed)
    category, aspect = torch.tensor([0, 3]), torch.tensor([0.4, -0.2])
    mu, log_variance = network.encode(torch.rand(2, 1, 16, 16, generator=fixed), aspect)
    code = network.sample_codes(category, aspect, rng) + 0.1 * mu * log_variance.exp()
    return (network(code, category, aspect),)


def foreground(network: nn.Module, seed: int) -> Tensors:
    fixed, rng = torch.Generator().manual_seed(99), torch.Generator().manual_seed(seed)
    size = network.config.size
    canvas = torch.rand(2, 3, size, size, generator=fixed) * 2 - 1
    mask = torch.zeros(2, 1, size, size)
    mask[:, :, 8:24, 6:26] = 1
    mu, log_variance = network.encode(canvas, mask)
    style = network.sample_style(1, rng, 1.0).expand(2, -1) + 0.1 * mu * log_variance.exp()
    noise = torch.randn(2, 1, size, size, generator=rng)
    return network(canvas, 1 - mask, mask, torch.tensor([1, 1]), style, noise)


def segmentation(network: nn.Module, seed: int) -> Tensors:
    """The animal's share: those of all categories add up to one, which no parameter could change."""
    rng = torch.Generator().manual_seed(seed)
    image, guide = torch.rand(2, 3, 32, 48, generator=rng) * 2 - 1, torch.rand(2, 1, 32, 48, generator=rng)
    return (network(image, guide).softmax(1)[:, 1:],)


def mask_prior(network: nn.Module, seed: int) -> Tensors:
    z = torch.randn(4, network.config.z_dim, generator=torch.Generator().manual_seed(seed))
    return (network(z).softmax(1)[:, 1:],)


def bscgan(network: nn.Module, seed: int) -> Tensors:
    return (network(torch.rand(2, 6, 32, 48, generator=torch.Generator().manual_seed(seed)) * 2 - 1),)


def classifier(network: nn.Module, seed: int) -> Tensors:
    """Without the first category's share, which the others determine."""
    image = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    return (network(image).softmax(1)[:, 1:],)


def class_masks(rng: torch.Generator, count: int, *, background: bool) -> torch.Tensor:
    """One-hot masks (2, K, 32, 32) of random blocks."""
    label = torch.randint(0, count, (2, 8, 8), generator=rng)
    if background:
        label[:, :, :2] = 0
    blocks = label.repeat_interleave(4, 1).repeat_interleave(4, 2)
    return torch.nn.functional.one_hot(blocks, count).movedim(-1, 1).float()


def cnn_l1(network: nn.Module, seed: int) -> Tensors:
    return (network(class_masks(torch.Generator().manual_seed(seed), 13, background=True)),)


def pix2pix(network: nn.Module, seed: int) -> Tensors:
    """The same masks: the seed decides what is dropped."""
    masks = class_masks(torch.Generator().manual_seed(99), 13, background=True)
    return (network(masks, torch.Generator().manual_seed(seed)),)


def pix2pixpp(network: nn.Module, seed: int) -> Tensors:
    masks = class_masks(torch.Generator().manual_seed(99), 13, background=True)
    z = torch.randn(2, network.config.z_dim, generator=torch.Generator().manual_seed(seed))
    return (network(masks, z),)


def refiner(network: nn.Module, seed: int) -> Tensors:
    """The same painted part of a crop, its sides unlike, another noise."""
    fixed, rng = torch.Generator().manual_seed(99), torch.Generator().manual_seed(seed)
    painted = torch.rand(2, 3, 16, 24, generator=fixed) * 1.6 - 0.8
    mask = torch.rand(2, 1, 32, 48, generator=fixed)
    style = torch.randn(2, network.config.style_dim, generator=fixed)
    noise = torch.randn(2, 1, 32, 48, generator=rng)
    return (network(painted, mask, torch.tensor([0, 3]), style, noise),)


def background_refiner(network: nn.Module, seed: int) -> Tensors:
    """The same painted landscape, its sides unlike, another noise."""
    painted = torch.rand(2, 3, 16, 24, generator=torch.Generator().manual_seed(99)) * 1.6 - 0.8
    return (network(painted, torch.randn(2, 1, 32, 48, generator=torch.Generator().manual_seed(seed))),)


def paper(network: nn.Module, seed: int) -> Tensors:
    """All three: the same masks and canvas, another z."""
    fixed, rng = torch.Generator().manual_seed(99), torch.Generator().manual_seed(seed)
    masks = class_masks(fixed, 12, background=False)
    z = torch.randn(2, network.config.z_dim, generator=rng)
    if isinstance(network, PaperBackground):
        return network(z, masks)
    if isinstance(network, PaperBaseline):
        return (network(masks, z),)
    return (network((torch.rand(2, 3, 32, 32, generator=fixed) * 2 - 1) * (1 - masks[:, :1]), masks, z),)


# name -> (runs the whole network for a seed, shapes of its outputs, their ranges)
Case = tuple[Callable[[nn.Module, int], Tensors], list[tuple[int, ...]], list[tuple[float, float]]]
CASES: dict[str, Case] = {
    "background": (background, [(2, 3, 16, 16), (2, 3, 256, 256)], [(-1, 1), (-1, 1)]),
    "background_refiner": (background_refiner, [(2, 3, 32, 48)], [(-1, 1)]),
    "box2mask": (box2mask, [(2, 1, 16, 16)], [(0, 1)]),
    "bscgan": (bscgan, [(2, 1, 32, 48)], [(-1, 1)]),
    "classifier": (classifier, [(2, 11)], [(0, 1)]),
    "cnn_l1": (cnn_l1, [(2, 3, 32, 32)], [(-1, 1)]),
    "paper_background": (paper, [(2, 3, 32, 32)] * 2, [(-1, 1)] * 2),
    "paper_baseline": (paper, [(2, 3, 32, 32)], [(-1, 1)]),
    "paper_foreground": (paper, [(2, 3, 32, 32)], [(-1, 1)]),
    "pix2pix": (pix2pix, [(2, 3, 32, 32)], [(-1, 1)]),
    "pix2pixpp": (pix2pixpp, [(2, 3, 32, 32)], [(-1, 1)]),
    "mask_prior": (mask_prior, [(4, 1, 16, 16)], [(0, 1)]),
    "segmentation": (segmentation, [(2, 1, 32, 48)], [(0, 1)]),
    "foreground": (foreground, [(2, 3, 32, 32), (2, 1, 32, 32)], [(-1, 1), (0, 1)]),
    "refiner": (refiner, [(2, 3, 32, 48)], [(-1, 1)]),
}


def test_every_network_has_a_case() -> None:
    assert set(CASES) == set(NETWORKS) == set(TINY)


@pytest.mark.parametrize("name", NETWORKS)
def test_shape_and_range(name: str) -> None:
    run, shapes, ranges = CASES[name]
    for output, shape, (low, high) in zip(run(TINY[name](), 0), shapes, ranges, strict=True):
        assert output.shape == shape
        assert low <= output.min() and output.max() <= high


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_reach_every_parameter(name: str) -> None:
    network = TINY[name]()
    sum((output * torch.linspace(0.5, 1.5, output.shape[-1])).sum() for output in CASES[name][0](network, 0)).backward()
    without = [key for key, value in network.named_parameters() if value.grad is None or not value.grad.any()]
    assert not without


@pytest.mark.parametrize("name", NETWORKS)
def test_save_and_load_give_the_same_output(name: str, tmp_path) -> None:
    network = TINY[name]()
    path = tmp_path / "network.safetensors"
    save_network(network, name, path, half=False)
    loaded = load_network(path)
    network.eval()
    assert dataclasses.asdict(loaded.config) == dataclasses.asdict(network.config)
    for before, after in zip(CASES[name][0](network, 0), CASES[name][0](loaded, 0), strict=True):
        assert torch.equal(before, after)


@pytest.mark.parametrize("name", NETWORKS)
def test_seed_decides(name: str) -> None:
    network, run = TINY[name](), CASES[name][0]
    for first, again, other in zip(run(network, 0), run(network, 0), run(network, 1), strict=True):
        assert torch.equal(first, again)
        assert (first - other).abs().mean() > 1e-4


# The mask prior and the AAAI 2019 paper's networks normalise over the batch while they are trained: that is what they
# are, and their noise is one vector.
@pytest.mark.parametrize(
    "name", sorted(set(NETWORKS) - {"mask_prior", "paper_background", "paper_baseline", "paper_foreground"})
)
def test_train_and_eval_agree(name: str) -> None:
    network, run = TINY[name](), CASES[name][0]
    for trained, evaluated in zip(run(network.train(), 0), run(network.eval(), 0), strict=True):
        assert torch.equal(trained, evaluated)


def test_background_is_fully_convolutional() -> None:
    network = TINY["background"]()
    assert network(torch.zeros(1, 3, 4, 9), torch.zeros(1, 1, 64, 144)).shape == (1, 3, 64, 144)


def test_style_strength_shrinks_towards_the_average_look() -> None:
    network = TINY["foreground"]()
    average = network.sample_style(0, torch.Generator().manual_seed(1), 0.0)
    full = [network.sample_style(0, torch.Generator().manual_seed(seed), 1.0) for seed in range(3)]
    half = [network.sample_style(0, torch.Generator().manual_seed(seed), 0.5) for seed in range(3)]
    assert torch.allclose(average, network.sample_style(0, torch.Generator().manual_seed(2), 0.0))
    for some, more in zip(half, full, strict=True):
        assert torch.allclose((some - average) * 2, more - average, atol=1e-5)


def test_outlines_are_drawn_between_two_alike_that_fit_the_box() -> None:
    """The bank of a category has two poses, upright and lying, in boxes of their aspects; the upright are better."""
    network = TINY["box2mask"]()
    rng = torch.Generator().manual_seed(0)
    poses = torch.randn(2, 8, generator=rng)
    network.code_bank[2] = poses.repeat_interleave(8, 0) + 0.05 * torch.randn(16, 8, generator=rng)
    network.aspect_bank[2] = torch.tensor([-0.7, 0.7]).repeat_interleave(8)
    category = torch.full((300,), 2)
    better = 1 / (1 + math.exp(-3 * 8 / 15))  # where both fit as well: eight of fifteen places ahead
    for pose, aspect, near in [(0, -0.7, 1), (1, 0.7, 1), (1, 3.0, 1), (0, 0.0, better)]:
        codes = network.sample_codes(category, torch.full((300,), aspect), rng)
        likeness = torch.cosine_similarity(codes[:, None], poses, dim=2)
        assert (likeness.max(1).values > 0.97).all()  # never half one pose and half the other
        assert abs(float((likeness.argmax(1) == pose).float().mean()) - near) < 0.1
    assert len(codes.unique(dim=0)) > 250  # between the sixteen, not the sixteen themselves


def test_layouts_are_drawn_between_two_that_look_alike() -> None:
    network, rng = TINY["background"]().layout_generator, torch.Generator().manual_seed(0)
    kinds, numbers = torch.eye(8), torch.arange(len(network.code_bank)) % 8
    network.code_bank.copy_(kinds[numbers] + 0.1 * torch.randn(len(numbers), 8, generator=rng))
    codes = network.sample_codes(400, rng)
    likeness = torch.cosine_similarity(codes[:, None], kinds, dim=2)
    assert (likeness.max(1).values > 0.9).all()  # never half one kind and half another
    counts = torch.bincount(likeness.argmax(1), minlength=8)
    assert counts.min() > 25, "every kind in its turn"
    in_bank = torch.cdist(codes, network.code_bank).min(1).values
    assert (in_bank > 1e-3).all(), "new ones, not those of the bank"


def test_new_layouts_have_the_shapes_of_one_and_the_colours_of_two() -> None:
    network = LayoutGenerator(BackgroundConfig(z_dim=24, layout_size=4, layout_channels=4, bank_size=32))
    codes, bank = network.sample_codes(50, torch.Generator().manual_seed(0)), network.code_bank
    own = torch.cdist(codes[:, 16:], bank[:, 16:]).argmin(1)
    assert torch.equal(codes[:, 16:], bank[own, 16:])
    assert not (codes[:, :16] == bank[own, :16]).any()


def test_a_code_gives_back_what_the_components_say() -> None:
    """Layouts of four patterns and their mirror images need no more than eight components."""
    network, rng = TINY["background"]().layout_generator, torch.Generator().manual_seed(0)
    patterns = 0.1 * torch.randn(4, 3 * 16 * 16, generator=rng)
    layouts = (torch.randn(30, 4, generator=rng) @ patterns).reshape(-1, 3, 16, 16)
    network.begin(layouts)
    torch.nn.init.zeros_(network.to_rgb.weight)  # nothing is added
    with torch.no_grad():
        again = network(network.encode(layouts), torch.randn(30, 1, 16, 16, generator=rng))
        assert torch.allclose(again, layouts.clamp(-1, 1), atol=1e-4)
        # As far apart as the layouts are: what looks alike is near.
        apart = torch.cdist(network.encode(layouts), network.encode(layouts))
        assert torch.allclose(apart, torch.cdist(layouts.flatten(1), layouts.flatten(1)), atol=1e-2)


def test_unusual_boxes_get_the_nearest_usual_aspect() -> None:
    network = TINY["box2mask"]()
    assert network.usual_log_aspect(0, -2.5) == -2.5
    ranges = ((-0.1, 0.5),) * len(network.config.categories)
    network.config = dataclasses.replace(network.config, usual_log_aspects=ranges)
    assert [network.usual_log_aspect(3, aspect) for aspect in (-2.5, 0.2, 4.0)] == [-0.1, 0.2, 0.5]


def test_discriminators_judge_the_condition_too() -> None:
    rng = torch.Generator().manual_seed(0)
    picture, layout = torch.randn(2, 3, 64, 64, generator=rng), torch.randn(2, 3, 4, 4, generator=rng)
    mask, aspect = torch.rand(2, 1, 16, 16, generator=rng), torch.zeros(2)
    first, other = torch.tensor([0, 0]), torch.tensor([1, 1])
    painter, outline, foreground = (tiny_discriminator(part) for part in ("painter", "box2mask", "foreground"))
    for head, other_head in zip(painter(picture, layout)[0], painter(picture, -layout)[0], strict=True):
        assert not torch.allclose(head, other_head)
    assert not torch.allclose(outline(mask, first, aspect), outline(mask, other, aspect))
    assert not torch.allclose(outline(mask, first, aspect), outline(mask, first, aspect + 1))
    covered = torch.ones(2, 1, 64, 64)
    for head, other_head in zip(
        foreground(picture, covered, first)[0], foreground(picture, covered, other)[0], strict=True
    ):
        assert not torch.allclose(head, other_head)


def test_layouts_are_judged_one_logit_each() -> None:
    assert tiny_discriminator("layout")(torch.randn(3, 3, 16, 16)).shape == (3, 1)


def test_a_guided_network_sees_the_guide_and_none_means_nothing_pointed_at() -> None:
    network = TINY["segmentation"]()
    image, guide = torch.rand(1, 3, 32, 32) * 2 - 1, torch.zeros(1, 1, 32, 32)
    assert torch.equal(network(image), network(image, guide))
    guide[..., 8:20, 8:20] = 1
    assert not torch.allclose(network(image), network(image, guide))


def test_segmentation_ignores_exposure_and_stands_flat_pictures() -> None:
    network = TINY["segmentation"]()
    image = torch.rand(1, 3, 32, 32) * 2 - 1
    assert torch.allclose(network(image), network(0.4 * image + 0.3), atol=1e-4)
    assert network(torch.full((1, 3, 32, 32), 0.7)).isfinite().all()


def test_a_picture_gets_the_same_mask_alone_and_in_a_batch() -> None:
    image = torch.rand(3, 6, 32, 32) * 2 - 1
    for name, channels in (("segmentation", 3), ("bscgan", 6)):
        network = TINY[name]().train()
        alone, together = network(image[:1, :channels]), network(image[:, :channels])
        assert torch.allclose(alone, together[:1], atol=1e-5)


def test_sides_that_do_not_fit_the_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="multiples of 4"):
        TINY["segmentation"]()(torch.zeros(1, 3, 30, 32))
    with pytest.raises(ValueError, match="multiples of 8"):
        TINY["bscgan"]()(torch.zeros(1, 6, 32, 36))
    with pytest.raises(ValueError, match="a multiple of 8"):
        BScGAN(BScGANConfig(size=36, channels=(4, 4, 4)))
    with pytest.raises(ValueError, match="make masks of 8 pixels"):
        MaskPrior(MaskPriorConfig(("background", "animal"), size=16, channels=(4, 4)))
    with pytest.raises(ValueError, match="at least two"):
        Segmentation(SegmentationConfig(("animal",)))


def test_without_skips_fine_detail_does_not_reach_the_mask() -> None:
    """A fine pattern of zero mean changes the mask through skip connections only by much more than without them."""
    stripes = torch.tensor([1.0, -1.0]).repeat(16).expand(1, 3, 32, 32)
    image = (
        torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(0))
        .repeat_interleave(4, 2)
        .repeat_interleave(4, 3)
    )

    def fine_part(skips: bool) -> float:
        torch.manual_seed(0)
        network = Segmentation(SegmentationConfig(("background", "animal"), channels=(4, 6, 8, 8), skips=skips))
        with torch.no_grad():
            change = network(image + 0.2 * stripes) - network(image)
        return float((change[..., 1:] - change[..., :-1]).abs().mean() / change.abs().mean())

    assert fine_part(True) > 2 * fine_part(False)


def test_the_paper_s_bscgan_has_eight_levels_and_pix2pix_s_size() -> None:
    with torch.device("meta"):
        network, discriminator = BScGAN(BScGANConfig()), BScGANDiscriminator()
    assert len(network.down) == 8 and network.config.stride == 256
    assert 54e6 < sum(value.numel() for value in network.parameters()) < 55e6
    strided = [layer for layer in discriminator.modules() if isinstance(layer, nn.Conv2d)]
    assert [(layer.in_channels, layer.out_channels, layer.stride) for layer in strided] == [
        (7, 64, (2, 2)), (64, 128, (2, 2)), (128, 256, (2, 2)), (256, 512, (2, 2)),
    ]  # fmt: skip
    assert discriminator.logit.in_features == 512 * 16 * 16


def test_resnet101_sits_in_the_middle_and_its_weights_can_be_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.models import ResNet101_Weights, resnet101

    network = BScGAN(BScGANConfig(middle="resnet101"))
    assert [len(stage) for stage in network.down[-2:]] == [4, 23]
    with torch.no_grad():
        assert network.eval()(torch.zeros(1, 6, 32, 32)).shape == (1, 1, 32, 32)
    state = {key: torch.zeros_like(value) for key, value in resnet101(weights=None).state_dict().items()}
    monkeypatch.setattr(ResNet101_Weights, "get_state_dict", lambda *_, **__: state)
    load_resnet101(network)
    assert not any(value.any() for stage in network.down[-2:] for value in stage.state_dict().values())
    assert network.down[0].conv.weight.any()


def test_mask_discriminators_judge_the_picture_too() -> None:
    rng = torch.Generator().manual_seed(0)
    frames, mask = torch.rand(2, 6, 32, 32, generator=rng) * 2 - 1, torch.rand(2, 2, 32, 32, generator=rng)
    segments, foregrounds = tiny_discriminator("segmentation"), tiny_discriminator("bscgan")
    assert segments(frames[:, :3], mask).shape == (2, 1, 2, 2)
    assert not torch.allclose(segments(frames[:, :3], mask), segments(frames[:, 3:], mask))
    assert foregrounds(frames, mask[:, :1]).shape == (2, 1)
    assert not torch.allclose(foregrounds(frames, mask[:, :1]), foregrounds(frames.flip(1), mask[:, :1]))
    assert foregrounds(frames[..., :16], mask[:, :1, :, :16]).shape == (2, 1)
    assert tiny_discriminator("mask_prior")(mask[..., :16, :16]).shape == (2, 1)


def test_the_paper_s_foreground_has_its_published_size() -> None:
    """19.2 million parameters, 74.6 billion multiplications a picture, four fifths of them in one block."""
    with torch.device("meta"):
        network = PaperForeground(PaperForegroundConfig()).eval()
        with FlopCounterMode(display=False) as counter:
            network(torch.zeros(1, 3, 128, 128), torch.zeros(1, 6, 128, 128), torch.zeros(1, 128))
    parameters = sum(value.numel() for value in network.parameters())
    assert parameters == pytest.approx(19.2e6, rel=0.01)
    assert counter.get_total_flops() / 2 == pytest.approx(74.6e9, rel=0.01)
    block = sum(counter.get_flop_counts()["PaperForeground.generator.block"].values())
    assert block / counter.get_total_flops() == pytest.approx(0.79, abs=0.02)


def test_the_paper_s_background_branch_does_not_see_the_masks() -> None:
    network = TINY["paper_background"]().eval()
    z, rng = torch.randn(2, 8, generator=torch.Generator().manual_seed(0)), torch.Generator().manual_seed(1)
    first, second = (network(z, class_masks(rng, 12, background=False)) for _ in range(2))
    assert torch.equal(first[1], second[1]) and torch.equal(first[1], network.background(z))
    assert not torch.allclose(first[0], second[0])


def test_pix2pix_has_the_paper_s_depth_and_sees_patches_of_70_pixels() -> None:
    with torch.device("meta"):
        network = Pix2Pix(Pix2PixConfig(("background", "animal")))
    assert network.config.channels == (64, 128, 256, 512, 512, 512, 512, 512) and network.config.stride == 256
    assert 54e6 < sum(value.numel() for value in network.parameters()) < 55e6
    judge = PatchDiscriminator(2, 4)
    masks, picture = torch.zeros(1, 2, 128, 128), torch.zeros(1, 3, 128, 128, requires_grad=True)
    judge.eval()(masks, picture)[0, 0, 7, 7].backward()
    seen = picture.grad.abs().sum((0, 1)).nonzero()
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [70, 70]
    with pytest.raises(ValueError, match="multiple of 256"):
        Pix2Pix(Pix2PixConfig(("background", "animal"), size=128))


def test_without_a_generator_nothing_is_dropped() -> None:
    network = TINY["pix2pix"]()
    masks = class_masks(torch.Generator().manual_seed(0), 13, background=True)
    assert torch.equal(network(masks), network(masks))
    assert not torch.allclose(network(masks), network(masks, torch.Generator().manual_seed(0)))
