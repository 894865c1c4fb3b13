// ---- axes, numbers and colours of charts

const COLOURS = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#777777", "#E69F00", "#56B4E9"];
const colourOf = k => COLOURS[k % COLOURS.length];
const number = value => Number(value.toPrecision(3)).toString();

// round values within a range, about as many as `parts`
function ticks(low, high, parts) {
  const raw = (high - low) / parts, power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find(factor => factor * power >= raw);
  const first = Math.ceil(low / step - 1e-9), count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({length: count}, (_, i) => (first + i) * step);
}
