// ---- spheres in three dimensions, which several canvases may show from the same side

const SCALE = [[253, 231, 37], [94, 201, 98], [33, 145, 140], [59, 82, 139], [68, 1, 84]];  // viridis, reversed

function shade(part) {
  const place = Math.min(Math.max(part, 0), 0.9999) * (SCALE.length - 1), k = Math.floor(place);
  return SCALE[k].map((c, i) => Math.round(c + (place - k) * (SCALE[k + 1][i] - c)));
}

function project(view, [x, y, z]) {
  const [ct, st, cu, su] = [Math.cos(view.turn), Math.sin(view.turn), Math.cos(view.tilt), Math.sin(view.tilt)];
  const [u, v] = [ct * x + st * y, -st * x + ct * y];
  return [u, -(su * v + cu * z), cu * v - su * z];  // right, down, away
}

// a pen for a canvas of the size at which it is shown
function penOf(canvas) {
  const width = canvas.clientWidth, height = canvas.clientHeight, pen = canvas.getContext("2d");
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = "13px sans-serif";
  return {pen, width, height};
}

function drawScale(pen, width, height, low, high) {
  for (let k = 0; k < 100; k++) {
    pen.fillStyle = `rgb(${shade(k / 100)})`;
    pen.fillRect(width - 22, height - 20 - 1.5 * (k + 1), 12, 2);
  }
  pen.fillStyle = "#1d2733"; pen.textAlign = "right";
  pen.fillText(high, width - 28, height - 162);
  pen.fillText(low, width - 28, height - 18);
}

// the foremost sphere at an event; drawn ones are in order, the foremost last
function sphereAt(canvas, drawn, event) {
  const box = canvas.getBoundingClientRect(), [x, y] = [event.clientX - box.left, event.clientY - box.top];
  return (drawn || []).findLast(p => Math.hypot(p.place[0] - x, p.place[1] - y) < p.radius);
}

// turn and zoom the view by mouse, finger and arrow keys
function listen(canvas, view, draw, read) {
  const turn = (right, down) => { view.turn -= right; view.tilt += down; draw(); };
  canvas.addEventListener("pointerdown", event => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", event => {
    if (event.buttons) turn(event.movementX / 150, event.movementY / 150); else read(event);
  });
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    view.zoom *= Math.exp(-event.deltaY / 600);
    draw();
  }, {passive: false});
  canvas.addEventListener("keydown", event => {
    const steps = {ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1]}[event.key];
    if (steps) { event.preventDefault(); turn(...steps); }
  });
}
