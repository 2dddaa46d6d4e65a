import type { SteeringSubject } from '../../../src/steering/subject';

/**
 * Three languages, two layers of four neurons, a residual stream of two. en owns the neurons 0:0, 0:1 and 1:3, fr 0:1
 * and 1:0, ja none. Sums are over 10, 20 and 5 tokens.
 */
export const subject: SteeringSubject = {
  sets: {
    languages: ['en', 'fr', 'ja'],
    layers: 2,
    dMlp: 4,
    members: [Uint32Array.of(0, 1, 7), Uint32Array.of(1, 4), Uint32Array.of()],
  },
  sums: {
    dModel: 2,
    tokens: Float64Array.of(10, 20, 5),
    activationSum: Float64Array.of(
      ...[10, 30, 7, 0, 80, 0, 0, 40],
      ...[20, 40, 7, 0, 100, 0, 0, 60],
      ...[0, 0, 5, 5, 5, 5, 0, 0],
    ),
    residualSum: Float64Array.of(
      ...[70, 70, 10, 0, 10, 20],
      ...[60, 60, 0, 20, 80, -40],
      ...[9, 9, 10, 10, 5, 30],
    ),
  },
};
