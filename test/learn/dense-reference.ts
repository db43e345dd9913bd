// Learning as the formulas say it: float64, a step of every slot for every example, nothing of src. For small models. How
// fast averages forget is float32, as in every implementation: it says which average is meant.

export interface DenseExample {
  readonly label: number;
  readonly importance: number;
  /** Slot -> value. */
  readonly features: ReadonlyMap<number, number>;
}

/** A coordinate: its weight, and what else its rule keeps. */
interface Coordinate {
  w: number;
  a: number;
  b: number;
}

/** One step of one coordinate by its gradient; t = 1, 2, ... counts examples. */
type Rule = (c: Coordinate, g: number, t: number) => void;
type Numbers = Readonly<Record<string, number>>;

export const RULES: Readonly<Record<string, (numbers: Numbers) => Rule>> = {
  sgd: (h) => (c, g) => {
    c.w -= h.alpha * g;
  },
  adagrad: (h) => (c, g) => {
    c.a += g ** 2;
    if (g !== 0) c.w -= (h.alpha / (h.beta + Math.sqrt(h.initialAccumulator + c.a))) * g;
  },
  momentum: (h) => (c, g) => {
    c.a = h.momentum * c.a + g;
    c.w -= h.alpha * c.a;
  },
  nesterov: (h) => (c, g) => {
    c.a = h.momentum * c.a + g;
    c.w -= h.alpha * g + h.alpha * h.momentum * c.a;
  },
  rmsprop: (h) => (c, g) => {
    c.a += (1 - Math.fround(h.decay)) * (g ** 2 - c.a);
    const root = h.epsilonOutside === 1 ? Math.sqrt(c.a) + h.epsilon : Math.sqrt(c.a + h.epsilon);
    c.b = h.momentum * c.b + (h.alpha * g) / root;
    c.w -= c.b;
  },
  adam: (h) => (c, g, t) => {
    const [beta1, beta2] = [Math.fround(h.beta1), Math.fround(h.beta2)];
    c.a += (1 - beta1) * (g - c.a);
    c.b += (1 - beta2) * (g ** 2 - c.b);
    const [m, v] = [c.a / (1 - beta1 ** t), c.b / (1 - beta2 ** t)];
    c.w -= (h.alpha * m) / (Math.sqrt(v) + h.epsilon);
  },
};

/** Weights after the examples, slot by slot, and the bias last. */
export function denseWeights(rule: Rule, slots: number, examples: readonly DenseExample[]): number[] {
  const all = Array.from({ length: slots + 1 }, (): Coordinate => ({ w: 0, a: 0, b: 0 }));
  examples.forEach(({ label, importance, features }, i) => {
    const valueOf = (slot: number) => (slot === slots ? 1 : (features.get(slot) ?? 0));
    const margin = all.reduce((sum, { w }, slot) => sum + w * valueOf(slot), 0);
    const residual = importance * (1 / (1 + Math.exp(-margin)) - label);
    all.forEach((coordinate, slot) => rule(coordinate, residual * valueOf(slot), i + 1));
  });
  return all.map(({ w }) => w);
}
