/** Models of several methods, judged on the same examples -> what each method costs, compared on their frontiers. */

import { type Point, frontierOf, logLossAt, nonzerosAt } from './frontier.js';

/** One model of a comparison. */
export interface ComparedModel {
  readonly variant: string;
  readonly optimizer: string;
  /** What tells it from the other models of its variant, as the file has it: `lambda1` 0.3, `keep` 1000. */
  readonly setting: Readonly<Record<string, number>>;
  /** All numbers that it was learned with. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly path: string;
  /** Of the file, as it is served: slots and weights, without the state that learning on would need. */
  readonly bytes: number;
  readonly sha256: string;
  readonly touched: number;
  readonly nonzeros: number;
  /** Nonzeros by touched slots. */
  readonly density: number;
  /** On the held-out examples. */
  readonly logLoss: number | null;
  readonly normalizedEntropy: number | null;
  readonly auc: number | null;
  readonly calibration: number | null;
  /** Of learning, from hashed batches; models that were pruned from the same one share it. */
  readonly seconds: number;
}

/** A model on the frontier of its method. */
export interface FrontierPoint extends Point {
  /** Its index in the comparison's models. */
  readonly model: number;
  /** Whether no model of any method has as few nonzeros and as small a loss. */
  readonly overall: boolean;
}

export interface Comparison {
  /** Learned by each model in each epoch. */
  readonly examples: number;
  readonly epochs: number;
  readonly holdout: { readonly examples: number; readonly positives: number };
  readonly models: readonly ComparedModel[];
  /** One a variant, in the file's order; the first is what the others are compared with. */
  readonly frontiers: readonly { readonly variant: string; readonly points: readonly FrontierPoint[] }[];
  readonly atEqualNonzeros: readonly {
    readonly nonzeros: number;
    /** Losses are null below the fewest nonzeros that were tried. `relative` is to the first variant: 0.01 is 1 % more. */
    readonly variants: readonly {
      readonly variant: string;
      readonly logLoss: number | null;
      readonly relative: number | null;
    }[];
  }[];
  readonly atEqualLogLoss: readonly {
    readonly logLoss: number;
    /**
     * `reached` is false where no model of the variant has so small a loss. Nonzeros are null then, and where they would
     * be fewer than were tried. `ratio` is to those of the first variant.
     */
    readonly variants: readonly {
      readonly variant: string;
      readonly nonzeros: number | null;
      readonly ratio: number | null;
      readonly reached: boolean;
    }[];
  }[];
  readonly warnings: readonly string[];
  readonly time: { readonly hashSeconds: number; readonly seconds: number };
}

/** What is known of a comparison before its frontiers are drawn. */
export type ComparisonFacts = Omit<Comparison, 'frontiers' | 'atEqualNonzeros' | 'atEqualLogLoss'>;

/** Places on the first variant's frontier at which the others are compared with it, at most. */
const PLACES = 5;

/** Draws each variant's frontier and compares the others with the first at the places of its own models. */
export function comparisonOf(facts: ComparisonFacts): Comparison {
  const frontiers = frontiersOf(facts.models);
  const places = spread(frontiers[0].points, PLACES);
  const lossesAt = (nonzeros: number) => {
    const losses = frontiers.map(({ variant, points }) => ({ variant, logLoss: logLossAt(points, nonzeros) }));
    return losses.map((one) => ({ ...one, relative: ratioOf(one.logLoss, losses[0].logLoss, -1) }));
  };
  const nonzerosFor = (logLoss: number) => {
    const needed = frontiers.map(({ variant, points }) => ({ variant, nonzeros: nonzerosAt(points, logLoss) }));
    return needed.map(({ variant, nonzeros }) => {
      const reached = nonzeros !== Infinity;
      const known = reached ? nonzeros : null;
      return { variant, nonzeros: known, ratio: ratioOf(known, needed[0].nonzeros, 0), reached };
    });
  };
  return {
    ...facts,
    frontiers,
    atEqualNonzeros: places.map(({ nonzeros }) => ({ nonzeros, variants: lossesAt(nonzeros) })),
    atEqualLogLoss: places.map(({ logLoss }) => ({ logLoss, variants: nonzerosFor(logLoss) })),
  };
}

/** The frontier of each variant; models without a loss are on none. */
export function frontiersOf(
  models: readonly Pick<ComparedModel, 'variant' | 'nonzeros' | 'logLoss'>[],
): Comparison['frontiers'] {
  const points = models.flatMap(({ variant, nonzeros, logLoss }, model) =>
    logLoss === null ? [] : [{ variant, nonzeros, logLoss, model }],
  );
  const overall = new Set(frontierOf(points).map(({ model }) => model));
  const variants = [...new Set(models.map(({ variant }) => variant))];
  return variants.map((variant) => ({
    variant,
    points: frontierOf(points.filter((point) => point.variant === variant)).map(({ nonzeros, logLoss, model }) => ({
      ...{ nonzeros, logLoss, model },
      overall: overall.has(model),
    })),
  }));
}

/** At most so many of a list, the first and the last among them, evenly. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]);
}

function ratioOf(value: number | null, base: number | null, plus: number): number | null {
  return value === null || base === null || base === 0 ? null : value / base + plus;
}
