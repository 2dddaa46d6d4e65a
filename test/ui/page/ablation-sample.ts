import type { Ablation } from '../../../src/results/ablation/data';

/** Four languages off, five measured; Arabic is measured alone, and French neurons hurt Spanish most. */
export function sampleAblation(change: Partial<Ablation> = {}): Ablation {
  const off = ['en', 'fr', 'es', 'zh'];
  const measured = ['en', 'fr', 'es', 'zh', 'ar'];
  const plain = [4, 3.5, 3.25, 4.5, 2.75];
  const rise = [
    [0.5, 0.02, 0.01, 0.01, 0],
    [0.03, 0.4, 0.6, 0.01, -0.02],
    [0.02, 0.12, 0.55, 0, 0.01],
    [0, 0.01, 0.02, 1.5, 0.03],
  ];
  const cells = rise.flatMap((row) => row.map((value, column) => plain[column] + value));
  const random = [0, 1].flatMap((draw) =>
    off.flatMap(() => plain.map((value, column) => value + 0.01 * (column + 2 * draw))),
  );
  return {
    versions: { babelscope: '0.1.0', onnxruntime: '1.30.0' },
    date: '2026-11-26T00:00:00.000Z',
    model: { name: 'tiny', identity: '0123456789abcdef' },
    thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
    settings: { tokensPerLanguage: 4000, rowLength: 512, seed: 0 },
    off,
    neurons: [37, 25, 1213, 48],
    measured,
    tokens: [4000, 4000, 4000, 4000, 812],
    corpora: measured.map((language) => ({ language, files: [], documents: 10 })),
    plain: Float64Array.from(plain),
    ablated: Float64Array.from(cells),
    draws: 2,
    control: Float64Array.from(random),
    changed: off.map(() => true),
    warnings: ['Only 812 tokens in ar: its likelihood is uncertain. With 1000 it holds better.'],
    ...change,
  };
}
