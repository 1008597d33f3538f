// Albers' equal-area conic projection with the parallels that Chinese maps use: 25° and 47° north,
// centred on 105° east, so that areas can be compared (J. P. Snyder, Map Projections: A Working
// Manual, 1987, pages 98 to 103).

const RADIANS = Math.PI / 180;
const [SOUTH, NORTH, CENTRE, ORIGIN] = [25, 47, 105, 36].map((degrees) => degrees * RADIANS);
const CONE = (Math.sin(SOUTH) + Math.sin(NORTH)) / 2;
const CONSTANT = Math.cos(SOUTH) ** 2 + 2 * CONE * Math.sin(SOUTH);
const radius = (latitude) => Math.sqrt(CONSTANT - 2 * CONE * Math.sin(latitude)) / CONE;
const SCALE = 1000;
/// Outer arcs that reach less far are slivers.
const SLIVER = 4;
/// The frame of the whole country in the units of the drawing.
export const FRAME = { x: 0, y: 0, width: 860, height: 664 };
const [LEFT, TOP] = [454, 336];

/// Degrees east and north to the drawing.
export function project(longitude, latitude) {
  const angle = CONE * (longitude * RADIANS - CENTRE);
  const distance = radius(latitude * RADIANS);
  const east = distance * Math.sin(angle);
  const south = distance * Math.cos(angle) - radius(ORIGIN);
  return [LEFT + east * SCALE, TOP + south * SCALE];
}

/// The lines of a data file of arcs: each arc as a list of points of the drawing, with the outlines
/// on its two sides.
export function decode({ steps, arcs, outlines }) {
  const drawn = arcs.map((arc) => {
    let [x, y] = [0, 0];
    const list = [];
    for (let at = 0; at < arc.length; at += 2) {
      x += arc[at];
      y += arc[at + 1];
      list.push(project(x / steps, y / steps));
    }
    return list;
  });
  const sides = arcs.map(() => []);
  const regions = outlines.map(([code, name, rings]) => {
    rings.flat().forEach((at) => sides[at < 0 ? -1 - at : at].push(code));
    return { id: `CN-${code}`, name, path: rings.map((ring) => ringPath(ring, drawn)).join("") };
  });
  return { regions, borders: borders(drawn, sides) };
}

function ringPath(ring, drawn) {
  const list = ring.flatMap((at) => (at < 0 ? drawn[-1 - at].slice().reverse() : drawn[at]));
  return `${line(list)}Z`;
}

const line = (list) => `M${list.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

/// The borders of provinces and of the country, as two paths. Where neighbours were drawn apart a
/// sliver is left between them, whose short arcs are no border of the country.
function borders(drawn, sides) {
  const province = (code) => Math.floor(code / 10000);
  const between = (at) => new Set(sides[at].map(province)).size > 1;
  const isOuter = (at) => sides[at].length === 1 && extent(drawn[at]) > SLIVER;
  const pick = (wanted) => drawn.filter((_, at) => wanted(at)).map(line).join("");
  return { provinces: pick(between), country: pick(isOuter) };
}

/// How far an arc reaches.
function extent(list) {
  const reach = (axis) => Math.max(...list.map((spot) => spot[axis])) - Math.min(...list.map((spot) => spot[axis]));
  return Math.hypot(reach(0), reach(1));
}
