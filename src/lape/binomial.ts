import type { Random } from './random';

/** Below this mean, counting up from 0 is faster and exact; above it the rejection method needs it. */
const smallMean = 10;

/**
 * Draws how often something of probability `p` happens in `n` trials. Exact at every n and p: by inversion where few
 * are expected (BINV, Kachitvichyanukul & Schmeiser 1988), else by transformed rejection (BTRS, Hörmann 1993).
 *
 * @param n trials, an integer below 2^53
 */
export function drawBinomial(random: Random, n: number, p: number): number {
  if (p <= 0 || n === 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(random, n, 1 - p);
  return n * p < smallMean ? byInversion(random, n, p) : byRejection(random, n, p);
}

function byInversion(random: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let u = random();
  // log1p keeps (1 − p)^n exact when p is tiny and n huge.
  let probability = Math.exp(n * Math.log1p(-p));
  let k = 0;
  while (u > probability && k < n) {
    u -= probability;
    k++;
    probability *= (odds * (n - k + 1)) / k;
  }
  return k;
}

function byRejection(random: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const logOdds = Math.log(p / (1 - p));
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    // Most draws are accepted here, without a logarithm.
    if (us >= 0.07 && v <= vr) return k;
    const bound =
      logFactorial(mode) +
      logFactorial(n - mode) -
      logFactorial(k) -
      logFactorial(n - k) +
      (k - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

const smallFactorials = Float64Array.from({ length: 16 }, (_, n) => {
  let log = 0;
  for (let i = 2; i <= n; i++) log += Math.log(i);
  return log;
});

/** ln n!, by Stirling's series from 16 on: exact to double precision there. */
function logFactorial(n: number): number {
  if (n < smallFactorials.length) return smallFactorials[n];
  const x = n + 1;
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series;
}
