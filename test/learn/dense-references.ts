/**
 * RDA, FOBOS, truncated gradient and OGD-Count as their papers have them: in float64, every step of every coordinate at
 * every example. Nothing here comes from src/learn.
 */

export interface DenseExample {
  readonly label: number;
  readonly importance: number;
  /** The schedule's factor. */
  readonly rate: number;
  readonly features: readonly (readonly [coordinate: number, value: number])[];
}

export interface Reference {
  learn(example: DenseExample): void;
  weights(): Float64Array;
  /** How far each weight that is not 0 is from 0, and each that is from not being it. */
  distances(): Float64Array;
  bias(): number;
}

interface Coordinate {
  weight: number;
  z: number;
  n: number;
  positives: number;
  negatives: number;
  distance: number;
}

const newCoordinate = (): Coordinate => ({ weight: 0, z: 0, n: 0, positives: 0, negatives: 0, distance: Infinity });

interface Context extends DenseExample {
  /** Examples up to this one. */
  readonly t: number;
  readonly isBias: boolean;
}

/** @param move learns one coordinate from its gradient, which is 0 for most */
function reference(size: number, move: (own: Coordinate, g: number, context: Context) => void): Reference {
  const all = Array.from({ length: size }, newCoordinate);
  const bias = newCoordinate();
  let t = 0;
  return {
    learn(example) {
      t++;
      const values = new Float64Array(size);
      for (const [i, value] of example.features) values[i] = value;
      let margin = bias.weight;
      all.forEach(({ weight }, i) => (margin += weight * values[i]));
      const residual = example.importance * (1 / (1 + Math.exp(-margin)) - example.label);
      const context = { ...example, t, isBias: false };
      all.forEach((own, i) => move(own, residual * values[i], context));
      move(bias, residual, { ...example, t, isBias: true });
    },
    weights: () => Float64Array.from(all, ({ weight }) => weight),
    distances: () => Float64Array.from(all, ({ distance }) => distance),
    bias: () => bias.weight,
  };
}

export interface DenseOptions {
  readonly alpha: number;
  readonly beta: number;
  readonly lambda1: number;
  readonly lambda2: number;
  readonly globalRate?: boolean;
}

/** Minimizes <z, w> + s lambda1 |w| + s lambda2 w^2 / 2 + h w^2 / 2, where s = 1 and h = (beta + sqrt n) / alpha, or s = t. */
export function denseRda(size: number, { alpha, beta, lambda1, lambda2, globalRate }: DenseOptions): Reference {
  return reference(size, (own, g, { t, isBias }) => {
    own.z += g;
    own.n += g ** 2;
    const s = globalRate ? t : 1;
    const l1 = isBias ? 0 : s * lambda1;
    const curvature = (beta + Math.sqrt(globalRate ? t : own.n)) / alpha + (isBias ? 0 : s * lambda2);
    const beyond = Math.abs(own.z) - l1;
    own.distance = Math.abs(beyond) / curvature;
    own.weight = own.z === 0 || beyond <= 0 ? 0 : (-Math.sign(own.z) * beyond) / curvature;
  });
}

interface DenseShrinkingOptions extends DenseOptions {
  readonly theta: number;
  readonly every: number;
}

/** FOBOS is it with K = 1 and an infinite theta. l2 is dw/dt = -lambda1 sgn w - lambda2 w, by many Runge-Kutta steps. */
export function denseShrinking(size: number, options: DenseShrinkingOptions): Reference {
  const { alpha, beta, lambda1, lambda2, theta, every, globalRate } = options;
  return reference(size, (own, g, { t, rate, isBias }) => {
    own.n += g ** 2;
    const root = Math.sqrt(own.n);
    const eta = globalRate ? alpha * rate : beta + root === 0 ? 0 : (alpha * rate) / (beta + root);
    own.weight -= eta * g;
    if (isBias || t % every !== 0 || Math.abs(own.weight) > theta) return;
    const before = Math.abs(own.weight);
    const after = flow(before, every * eta, lambda1, lambda2);
    // a weight of 0 that no gradient moves gets farther from being another with every step
    own.distance = before === 0 && g === 0 ? own.distance + every * eta * lambda1 : Math.abs(after);
    own.weight = Math.sign(own.weight) * Math.max(after, 0);
  });
}

/** May go below 0, where the flow ends. */
function flow(size: number, time: number, lambda1: number, lambda2: number): number {
  if (lambda2 === 0) return size - time * lambda1;
  const steps = Math.max(4, Math.ceil(time * lambda2 * 20));
  const h = time / steps;
  const slope = (w: number) => -lambda1 - lambda2 * w;
  let w = size;
  for (let i = 0; i < steps; i++) {
    const k1 = slope(w);
    const k2 = slope(w + (h / 2) * k1);
    const k3 = slope(w + (h / 2) * k2);
    const k4 = slope(w + h * k3);
    w += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return w;
}

export interface DenseCountOptions {
  readonly alpha: number;
  readonly beta: number;
  readonly minCount: number;
}

export function denseOgdCount(size: number, { alpha, beta, minCount }: DenseCountOptions): Reference {
  return reference(size, (own, g, { label, importance, rate, isBias }) => {
    if (g === 0) return;
    if (label === 1) own.positives += importance;
    else own.negatives += importance;
    const { positives, negatives } = own;
    if (!isBias && positives + negatives <= minCount) return;
    const sumOfSquares = (positives * negatives) / (positives + negatives);
    own.weight -= ((alpha * rate) / (beta + Math.sqrt(sumOfSquares))) * g;
  });
}
