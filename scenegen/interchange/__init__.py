"""Scenes in the formats of other programs: OpenRaster, Photoshop, PNG, COCO, animations."""
