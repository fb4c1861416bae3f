"""The experiments: the AAAI 2019 paper's (Turkoglu et al.), those of the pix2pix article, and the canvas drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenegen.evaluation.experiments.looks import appearance, foreign
from scenegen.evaluation.experiments.occlusion import occlusion
from scenegen.evaluation.experiments.preservation import affine, drift
from scenegen.evaluation.experiments.quality import quality
from scenegen.evaluation.experiments.results import Result
from scenegen.evaluation.experiments.setting import Setting
from scenegen.evaluation.experiments.side_by_side import boxes, side_by_side, triptychs


@dataclass(frozen=True)
class Experiment:
    """`run` does it; `question` says for a reader what it is about."""

    title: str
    question: str
    run: Callable[[Setting], Result]


# What a column of the experiments' tables says.
COLUMNS: dict[str, str] = {
    "milliseconds": "for a picture, its background given",
    "processor_milliseconds": "that all processor cores worked on it together, whatever else they had to do",
    "objects": "in a picture",
    "change_outside": "mean absolute change in grey levels of 255 further than 4 pixels from the masks",
    "psnr_outside": "peak signal-to-noise ratio there in dB, of the mean squared error of all objects",
    "ssim_outside": "structural similarity there (Wang et al. 2004), 1 for equal pictures",
    "pictures_changed_outside": "share of the pictures in which a pixel there changes at all",
    "change_inside_undone": "the same inside the object's mask, after the transform is undone by warping the picture",
    "merged": "objects of a pair; the segmenter, pointed at one, finds more than half of the other as well",
    "split": "objects of a pair; the segmenter finds one visible part in several pieces",
    "missed": "objects of a pair; the segmenter finds less than a quarter of the visible part",
    "two_found": "share of the pairs of which neither object is missed or merged",
    "contact_contrast": "difference of the mean colours on both sides of the line where two objects meet, grey levels",
    "change_inside": "mean absolute change in grey levels of 255 inside the mask",
    "lightness_followed": "of L* in Lab, least squares over five lights; 1 is an object that changes as the background",
    "warmth_followed": "the same of b* in Lab, from blue to yellow",
    "share_of_the_box_found": "how much of the box the segmenter takes for the object, pointed at the box",
    "share_found_inside_the_box": "how much of what it finds lies in the box",
    "after_8": "mean absolute change in grey levels of 255 outside all eight masks",
    "pixels_changed_after_8": "share of the pixels there that are not what they were",
    "difference_of_looks_l1": "mean absolute difference of two looks inside the mask, colours in [-1, 1]",
    "edge_contrast": "slope of the colours across the outline, colours in [-1, 1] per pixel",
    "obedience_iou": "overlap of the mask and what the segmenter finds when pointed at the mask's box",
    "diversity_animal_classifier": "distance of two looks in the features of our classifier",
    "sliced_wasserstein": "distance of patches to the photos' (Karras et al. 2018)",
    "kid_segmentation": "kernel distance to the photos in the features of our segmenter (Bińkowski et al. 2018)",
    "frechet_segmentation": "Fréchet distance to the photos in those features (Heusel et al. 2017)",
    "kid_animal_classifier": "kernel distance to the photos in the features of our classifier (Bińkowski et al. 2018)",
    "frechet_animal_classifier": "Fréchet distance to the photos in those features (Heusel et al. 2017)",
    "kid_imagenet": "kernel distance to the photos in the features of a network that knows ImageNet",
    "frechet_imagenet": "Fréchet distance to the photos in those features",
}

EXPERIMENTS: dict[str, Experiment] = {
    "side_by_side": Experiment(
        "The same masks, every system", "What does each system make of the same masks, and how long does it take?",
        side_by_side,
    ),
    "affine": Experiment(
        "Affine transforms", "If one object's mask moves, turns or grows, what else changes? Is it the same object?",
        affine,
    ),
    "occlusion": Experiment("Occlusion", "Do two objects that overlap stay two, each in one piece?", occlusion),
    "appearance": Experiment("Appearance", "Does other noise change the object, and only the object?", appearance),
    "foreign": Experiment("Foreign backgrounds", "Is an object painted in the light of its background?", foreign),
    "boxes": Experiment("Boxes instead of masks", "What is made of a box, without an outline?", boxes),
    "drift": Experiment(
        "Canvas drift", "What is left of the background after one to eight objects, where none of them is?", drift
    ),
    "quality": Experiment(
        "Diversity and realism", "How unlike are two looks, how obedient and how real are the pictures?", quality
    ),
    "triptychs": Experiment(
        "From mask to picture", "What do the one-shot networks make of masks, and how did they get there?", triptychs
    ),
}  # fmt: skip
