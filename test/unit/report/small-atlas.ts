import type { Atlas } from '../../../src/files/atlas';
import type { ReportSettings } from '../../../src/protocol/report-page';

/**
 * Two languages, two layers of three neurons, a hundred tokens each. By hand: of the probabilities
 * en .9 .5 0 .1 .5 0, fr .1 .5 .8 .1 .4 0 the sixth smallest is .1 and the ninth .5; entropies are
 * .325, ln 2, 0, ln 2, .687 and, for the last, which never fires, none.
 */
export function smallAtlas(change: Partial<Atlas> = {}): Atlas {
  return {
    languages: ['en', 'fr'],
    layers: 2,
    dMlp: 3,
    dModel: 1,
    overZero: Float64Array.of(90, 50, 0, 10, 50, 0, 10, 50, 80, 10, 40, 0),
    tokens: Float64Array.of(100, 100),
    activationSum: Float64Array.of(90, 50, -1, 10, 50, -2, 10, 50, 80, 10, 40, -2),
    residualSum: new Float64Array(6),
    about: {
      model: '0123456789abcdef',
      modelName: 'tiny',
      corpora: [
        { language: 'en', documents: 7, files: [{ name: 'en.txt', bytes: 12, sha256: 'ab' }] },
        { language: 'fr', files: [{ name: 'fr.txt', bytes: 13, sha256: 'cd' }] },
      ],
      settings: { tokensPerLanguage: 100, rowLength: 8 },
      versions: { babelscope: '0.1.0' },
      date: '2026-11-25T00:00:00.000Z',
    },
    ...change,
  };
}

/** Three of six neurons; the filter is at .1 and the bar at .5. */
export const halfSettings: ReportSettings = {
  method: 'lape',
  topRate: 0.5,
  filterRate: 0.5,
  activationBar: 0.75,
};
