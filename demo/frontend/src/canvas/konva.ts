// The parts of Konva that the canvas needs; importing them one by one keeps the bundle small.
import Konva from "konva/lib/Core.js";
import { Circle } from "konva/lib/shapes/Circle.js";
import { Image } from "konva/lib/shapes/Image.js";
import { Line } from "konva/lib/shapes/Line.js";
import { Rect } from "konva/lib/shapes/Rect.js";
import { Transformer } from "konva/lib/shapes/Transformer.js";

const { Stage, Layer } = Konva;

export { Circle, Image, Layer, Line, Rect, Stage, Transformer };
