import fc from 'fast-check';
import type { ActivationCounts } from '../../../src/lape/lave';

/** Counts of 2–5 languages over 1–3 layers of 1–40 neurons, with 200 tokens a language. */
export const anyCounts: fc.Arbitrary<ActivationCounts> = fc
  .record({
    languages: fc.integer({ min: 2, max: 5 }),
    layers: fc.integer({ min: 1, max: 3 }),
    dMlp: fc.integer({ min: 1, max: 40 }),
  })
  .chain(({ languages, layers, dMlp }) => {
    const size = { minLength: languages * layers * dMlp, maxLength: languages * layers * dMlp };
    return fc
      .tuple(
        fc.array(fc.oneof(fc.constant(0), fc.nat(200)), size),
        fc.array(fc.integer({ min: -50, max: 400 }), size),
      )
      .map(([overZero, activationSum]) => ({
        languages: Array.from({ length: languages }, (_, k) => `l${k}`),
        layers,
        dMlp,
        overZero: Float64Array.from(overZero),
        activationSum: Float64Array.from(activationSum),
        tokens: new Float64Array(languages).fill(200),
      }));
  });

const rate = fc.double({ min: 0, max: 1, noNaN: true });
export const anyThresholds = fc.record({ topRate: rate, filterRate: rate, activationBar: rate });
