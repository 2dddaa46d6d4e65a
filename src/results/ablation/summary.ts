/** What an ablation measured; same names and shapes as in the engine's result. */
export interface AblationMatrix {
  /** `[row]` languages whose neurons are off. */
  off: readonly string[];
  /** `[column]` languages measured. */
  measured: readonly string[];
  /** `[column]` NLL of the unmodified model, in nats per token. */
  plain: ArrayLike<number>;
  /** `[row, column]` NLL with the row's neurons off. */
  ablated: ArrayLike<number>;
  draws: number;
  /** `[draw, row, column]` NLL with as many random neurons off. */
  control: ArrayLike<number>;
}

/** One language's place in the matrix, along its row (its neurons off) or its column (its texts measured). */
export interface Dominance {
  language: string;
  /**
   * Rank of the diagonal cell among the others, 1 for the largest rise of NLL; ties share the better rank.
   */
  rank: number;
  /** Number of cells compared, itself included. */
  of: number;
  /**
   * Rise of NLL on the diagonal less the largest rise off it, in nats per token; NaN if there is no other
   * cell.
   */
  margin: number;
  /** The language of that largest other rise. */
  rival: string | undefined;
}

/** What a matrix of perplexity changes shows. */
export interface AblationSummary {
  /** `[row, column]` NLL with the row's neurons off less that of the unmodified model, in nats per token. */
  rise: Float64Array;
  /** `[row, column]` change of perplexity, exp(rise) − 1: 0.5 for 50 % more. */
  perplexityChange: Float64Array;
  /** `[row, column]` rise with random neurons off, mean over the draws; NaN without a control. */
  controlRise: Float64Array;
  /** By row: is a language hurt most by losing its own neurons, compared with the other languages? */
  rows: Dominance[];
  /** By column: is a language hurt most by losing its own neurons, compared with other languages' neurons? */
  columns: Dominance[];
  /**
   * `[row]` rise on the diagonal over the control's rise there; +∞ if the random neurons did no harm, NaN if
   * neither did any, or there is no control.
   */
  overControl: Float64Array;
  /** Sentences for the user: how dominant the diagonal is, and how it compares with chance. */
  sentences: string[];
}

/**
 * Summarises an ablation: changes, how dominant the diagonal is, and how it compares with the random control.
 */
export function summarizeAblation(matrix: AblationMatrix): AblationSummary {
  const { off, measured, plain, ablated } = matrix;
  const columns = measured.length;
  const rise = Float64Array.from(ablated, (nll, cell) => nll - plain[cell % columns]);
  const controlRise = meanControl(matrix).map((nll, cell) => nll - plain[cell % columns]);
  const at = (row: number, column: number) => rise[row * columns + column];
  const rows = off.flatMap((language, row) => {
    const own = measured.indexOf(language);
    return own < 0 ? [] : [dominance(language, own, measured, (column) => at(row, column))];
  });
  const down = measured.flatMap((language, column) => {
    const own = off.indexOf(language);
    return own < 0 ? [] : [dominance(language, own, off, (row) => at(row, column))];
  });
  const chance = { beyond: 0, compared: 0 };
  const overControl = Float64Array.from(off, (language, row) => {
    const own = measured.indexOf(language);
    if (own < 0 || matrix.draws === 0) return NaN;
    const [here, there] = [at(row, own), controlRise[row * columns + own]];
    chance.compared++;
    if (here > there) chance.beyond++;
    return there <= 0 ? (here > 0 ? Infinity : NaN) : here / there;
  });
  return {
    rise,
    perplexityChange: rise.map((value) => Math.expm1(value)),
    controlRise,
    rows,
    columns: down,
    overControl,
    sentences: sentences(rows, down, chance, overControl),
  };
}

/** `[row, column]` */
function meanControl({ draws, control, ablated }: AblationMatrix): Float64Array {
  const mean = new Float64Array(ablated.length);
  for (let i = 0; i < draws * mean.length; i++) mean[i % mean.length] += control[i] / draws;
  return draws > 0 ? mean : mean.fill(NaN);
}

function dominance(
  language: string,
  own: number,
  names: readonly string[],
  rise: (index: number) => number,
): Dominance {
  let rank = 1;
  let rival = -1;
  for (let i = 0; i < names.length; i++) {
    if (i === own) continue;
    if (rise(i) > rise(own)) rank++;
    if (rival < 0 || rise(i) > rise(rival)) rival = i;
  }
  const margin = rival < 0 ? NaN : rise(own) - rise(rival);
  return { language, rank, of: names.length, margin, rival: names[rival] };
}

function sentences(
  rows: readonly Dominance[],
  columns: readonly Dominance[],
  chance: { beyond: number; compared: number },
  overControl: Float64Array,
): string[] {
  const said: string[] = [];
  const compared = (along: readonly Dominance[]) => along.filter(({ of }) => of > 1);
  const [across, down] = [compared(rows), compared(columns)];
  if (across.length > 0) {
    const first = across.filter(isDominant);
    said.push(
      `Losing its own neurons hurts a language more than any other language in ${first.length} of ${across.length} rows${exceptions(across, first)}.`,
    );
  }
  if (down.length > 0) {
    const first = down.filter(isDominant);
    said.push(
      `A language is hurt more by losing its own neurons than another language’s in ${first.length} of ${down.length} columns${exceptions(down, first)}.`,
    );
  }
  if (chance.compared > 0) {
    const ratios = [...overControl].filter(Number.isFinite).sort((one, other) => one - other);
    const times =
      ratios.length > 0
        ? `; where random ones do any, it is ${ratios[Math.floor((ratios.length - 1) / 2)].toFixed(1)} times as much (median)`
        : '';
    said.push(
      `On the diagonal, a language’s own neurons do more harm than as many random ones in ${chance.beyond} of ${chance.compared} languages${times}.`,
    );
  }
  return said;
}

/** Strictly greater than all others. */
function isDominant({ margin }: Dominance): boolean {
  return margin > 0;
}

function exceptions(all: readonly Dominance[], first: readonly Dominance[]): string {
  const others = all.filter((each) => !first.includes(each));
  if (others.length === 0 || first.length === 0) return '';
  return `; not in ${others.map(({ language, rival, margin }) => `${language} (${rival ?? ''} ${margin < 0 ? 'more' : 'as much'})`).join(', ')}`;
}
