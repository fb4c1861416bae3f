// Line drawings in a 24 x 24 box.
const ICONS = {
  select: "M5 3l14 8-6 2-2 6z",
  box: "M4 5h16v14H4z",
  brush: "M4 20c3 0 5-1 5-4a3 3 0 0 1 3-3l8-8a2 2 0 0 0-3-3l-8 8M9 13l3 3",
  eraser: "M8 20l-5-5 10-10 7 7-8 8zM8 10l7 7M8 20h12",
  polygon: "M12 3l9 7-4 10H7L3 10z",
  undo: "M9 5L4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3",
  redo: "M15 5l5 5-5 5M20 10H10a6 6 0 0 0 0 12h3",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  hidden: "M3 3l18 18M10 5.2A10 10 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3 3.6M6.5 6.6A17 17 0 0 0 2 12s4 7 10 7a9 9 0 0 0 5-1.5",
  flip: "M12 3v18M9 7L3 18h6zM15 7l6 11h-6z",
  duplicate: "M9 9h12v12H9zM5 15H3V3h12v2M15 12v6M12 15h6",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  delete: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
  dice: "M4 4h16v16H4zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
  shape: "M12 3a9 9 0 1 0 9 9M16 3h5v5M21 3l-6 6",
  photo: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M16 9h.01",
  landscape: "M2 19l7-11 5 8 3-4 5 7zM17 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  download: "M12 3v12M7 11l5 5 5-5M4 20h16",
  new: "M6 3h8l5 5v13H6zM14 3v5h5",
  cutOut: "M3 9V3h6M15 3h6v6M3 15v6h6M12 7.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM7 19c.6-3.4 2.4-5 5-5s4.4 1.6 5 5M21 15v6h-6",
  startOver: "M5 5v5h5M5.5 10a7.5 7.5 0 1 1-.5 5",
  check: "M4 12.5l5.5 5.5L20 6.5",
  colours: "M12 3a9 9 0 1 0 0 18c1.5 0 2-1 2-2s-1-1.5 0-2.5 4 .5 5.5-1S21 12 21 12a9 9 0 0 0-9-9zM7.5 12h.01M9.5 8h.01M14.5 8h.01",
  cut: "M6 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM20 4L8.5 15.5M14.5 14.5L20 20M8.5 8.5L12 12",
  paste: "M9 4H6v17h12V4h-3M9 3h6v4H9z",
  selectAll: "M4 4h4M10 4h4M16 4h4v4M20 10v4M20 16v4h-4M14 20h-4M8 20H4v-4M4 14v-4M4 8V4M8 8h8v8H8z",
  lock: "M5 11h14v10H5zM8 11V7a4 4 0 0 1 7.5-2",
  locked: "M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4",
  rename: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  front: "M4 4h10v10H4zM10 18v2h10V10h-2",
  back: "M10 10h10v10H10zM14 6V4H4v10h2",
  shapes: "M4 4h6v6H4zM17 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM7 14l3.5 6h-7zM14 14h6v6h-6z",
  looks: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  outline: "M5 19c-3-4 0-12 6-13s10 3 8 8-8 3-9 6-4 1-5-1z",
  add: "M12 5v14M5 12h14",
  zoomIn: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M11 8v6M8 11h6",
  zoomOut: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  actualSize: "M6 8l2-1v10M12 10h.01M12 14h.01M16 8l2-1v10",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17h.01",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 11.5h2v1H5zM11 11.5h2v1h-2zM17 11.5h2v1h-2z",
  save: "M5 3h11l4 4v14H4V3zM8 3v5h7V3M7 21v-7h10v7",
  layers: "M12 3l9 5-9 5-9-5zM4 12.5l8 4.5 8-4.5M4 16.5l8 4.5 8-4.5",
  film: "M4 4h16v16H4zM8 4v16M16 4v16M4 9h4M4 15h4M16 9h4M16 15h4",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
  open: "M3 6h6l2 2h10v11H3z",
  copy: "M9 9h12v12H9zM5 15H3V3h12v2",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  compare: "M12 3v18M4 6h5v12H4zM15 6h5v12h-5z",
  unfold: "M7 10l5 5 5-5",
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path") as SVGPathElement;
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

