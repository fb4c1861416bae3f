// The parts of Konva that the canvas needs; importing them one by one keeps the bundle small.
import Konva from "konva/lib/Core.js";
import { Image } from "konva/lib/shapes/Image.js";

const { Group, Layer, Shape, Stage } = Konva;

export { Group, Image, Konva, Layer, Shape, Stage };
