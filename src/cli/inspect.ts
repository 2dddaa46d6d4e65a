import { text as readAll } from 'node:stream/consumers';
import type { Inspection } from '../protocol/engine';
import { withEngine } from './engine';
import type { Options } from './options';
import { readOptions } from './options';
import { renderInspection } from './terminal';
import { UsageError } from './usage';

/** `babelscope inspect TEXT`: the main job without an editor. */
export async function inspectCommand(args: string[]): Promise<void> {
  const options = readOptions(args);
  const text = await givenText(options);
  await withEngine(options, async (supervisor, model) => {
    const opened = await supervisor.open(model);
    const inspection = await supervisor.call(model, 'inspect', { texts: [text] });
    const output = options.json
      ? `${JSON.stringify(inspectionJson(opened.name, text, inspection))}\n`
      : renderInspection(text, inspection, {
          colour: process.stdout.isTTY && !process.env['NO_COLOR'],
          width: process.stdout.columns ?? 100,
          model: opened.name,
        });
    process.stdout.write(output);
  });
}

async function givenText({ positionals }: Options): Promise<string> {
  if (positionals.length > 1) {
    throw new UsageError('inspect takes one text: put it in quotes.');
  }
  const [text] = positionals;
  if (text !== undefined && text !== '-') return text;
  if (text === undefined && process.stdin.isTTY)
    throw new UsageError('inspect needs a text, or “-” to read one.');
  return readAll(process.stdin);
}

/** The documented JSON of `inspect --json`: offsets are UTF-16 units of the given text. */
export function inspectionJson(model: string, text: string, inspection: Inspection) {
  const { languages, layers, start, end, activity, layerActivity } = inspection;
  const row = (values: Float32Array, index: number) =>
    Object.fromEntries(
      languages.map((language, k) => [language, rounded(values[index * languages.length + k])]),
    );
  return {
    model,
    tokens: Array.from(start, (from, index) => ({
      text: text.slice(from, end[index]),
      start: from,
      end: end[index],
      activity: row(activity, index),
    })),
    layers: Array.from({ length: layers }, (_, layer) => ({ layer, activity: row(layerActivity, layer) })),
  };
}

/** Four decimals say more than the measure carries; null where there is no neuron to measure. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
}
