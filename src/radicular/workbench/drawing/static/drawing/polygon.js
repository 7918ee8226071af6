// Turns the way of a pointer into a closed polygon: a loop stays a loop, a line becomes a band.

const REACH = 2.5; // half the width of a band, in units of the drawing
const DETAIL = 0.4; // how far a point may lie off the line and still be left out
const MOST = 200; // points of one way
const LOOP = 0.25; // a loop ends this near its start, as a part of its length

const apart = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);

function offLine(point, start, end) {
  const length = apart(start, end);
  if (length === 0) return apart(point, start);
  const area = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0]);
  return Math.abs(area) / length;
}

// Ramer, Douglas and Peucker.
function simplified(points, detail) {
  if (points.length < 3) return points;
  const [start, end] = [points[0], points.at(-1)];
  let far = 0;
  for (let at = 1; at < points.length - 1; at += 1) {
    if (offLine(points[at], start, end) > offLine(points[far], start, end)) far = at;
  }
  if (far === 0 || offLine(points[far], start, end) <= detail) return [start, end];
  return [...simplified(points.slice(0, far + 1), detail).slice(0, -1), ...simplified(points.slice(far), detail)];
}

function spot([x, y]) {
  return [...Array(12).keys()].map((step) => {
    const angle = (step * Math.PI) / 6;
    return [x + REACH * Math.cos(angle), y + REACH * Math.sin(angle)];
  });
}

function band(points) {
  const left = [];
  const right = [];
  points.forEach(([x, y], at) => {
    const [ax, ay] = points[Math.max(at - 1, 0)];
    const [bx, by] = points[Math.min(at + 1, points.length - 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const [nx, ny] = [((by - ay) / length) * REACH, ((ax - bx) / length) * REACH];
    left.push([x + nx, y + ny]);
    right.unshift([x - nx, y - ny]);
  });
  return [...left, ...right];
}

export function polygonOf(way, box) {
  let length = 0;
  for (let at = 1; at < way.length; at += 1) length += apart(way[at - 1], way[at]);
  let detail = DETAIL;
  let points = simplified(way, detail);
  while (points.length > MOST) points = simplified(way, (detail *= 2));
  const loop = points.length > 3 && length > 6 * REACH && apart(way[0], way.at(-1)) < LOOP * length;
  const polygon = length < REACH ? spot(way[0]) : loop ? points : band(points);
  return polygon.map(([x, y]) => [
    Math.round(Math.min(Math.max(x, box.x), box.x + box.width) * 10) / 10,
    Math.round(Math.min(Math.max(y, box.y), box.y + box.height) * 10) / 10,
  ]);
}
